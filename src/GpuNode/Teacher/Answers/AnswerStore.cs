using System.Globalization;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>Answers of one teacher, by sample and view, in a few append-only files that several processes share: each writes one of
/// its own and reads all. Any thread may call.</summary>
public sealed class AnswerStore : IDisposable
{
    private const string Pattern = "part-*.answers";
    private const int MostWriters = 10_000; // Processes that write at once into one folder.

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly ulong _key;
    private readonly AnswerIndex _index = new();
    private readonly List<AnswerFile> _files = [];
    private readonly List<long> _scanned = []; // Records of each file that are in the index.
    private FileStream? _lock;
    private int _own = -1;

    private AnswerStore(string folder, ulong key, AnswerLayout layout) => (_folder, _key, Layout) = (folder, key, layout);

    public AnswerLayout Layout { get; }

    /// <summary>Records whose checksum is wrong; they are asked again.</summary>
    public long DamagedCount { get; private set; }

    /// <summary>Answers that found no room on the disk; they were used, and are asked again another time.</summary>
    public long UnkeptCount { get; private set; }

    /// <summary>Samples and views that have an answer.</summary>
    public long Count
    {
        get
        {
            lock (_gate) return _index.Count;
        }
    }

    /// <summary>How many samples have an answer, by view.</summary>
    public IReadOnlyDictionary<int, int> CountByView
    {
        get
        {
            lock (_gate) return _index.CountByView;
        }
    }

    /// <summary>The files, with their records and bytes.</summary>
    public IReadOnlyList<(string Path, long Records, long Bytes)> Files
    {
        get
        {
            lock (_gate) return [.. _files.Select(file => (file.Path, file.RecordCount, new FileInfo(file.Path).Length))];
        }
    }

    /// <param name="folder">Made if it is missing.</param>
    /// <param name="key">Of teacher and images: answers of others are not here.</param>
    /// <exception cref="UserErrorException">A file in the folder is another one than it should be.</exception>
    public static AnswerStore Open(string folder, ulong key, AnswerLayout layout)
    {
        AnswerStore store = new(folder, key, layout);
        try
        {
            Directory.CreateDirectory(folder);
            store.Refresh_NeedsLock();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <returns>False when it is not there, or damaged.</returns>
    public bool TryRead(int sample, int view, Span<float> logits)
    {
        lock (_gate)
        {
            if (_index.Find(sample, view) is not { } place) return false;
            if (_files[place.File].TryRead(place.Record, sample, view, logits)) return true;
            _index.Forget(sample, view);
            DamagedCount++;
            return false;
        }
    }

    /// <summary>Keeps an answer if there is room, and replaces the logits by what would be read later on in either
    /// case.</summary>
    public void Add(int sample, int view, Span<float> logits)
    {
        lock (_gate)
        {
            try
            {
                Append_NeedsLock(sample, view, logits);
            }
            catch (DiskFullException)
            {
                UnkeptCount++;
            }
        }
        byte[] kept = new byte[Layout.ByteCount];
        Layout.Write(logits, kept);
        Layout.TryRead(kept, logits);
    }

    /// <summary>Looks for what other processes have added.</summary>
    public void Refresh()
    {
        lock (_gate) Refresh_NeedsLock();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (AnswerFile file in _files) file.Dispose();
            _files.Clear();
            _lock?.Dispose();
        }
    }

    private void Append_NeedsLock(int sample, int view, ReadOnlySpan<float> logits)
    {
        if (_own < 0) OpenOwn_NeedsLock();
        long record = _files[_own].Append(sample, view, logits);
        _scanned[_own] = record + 1;
        _index.Set(sample, view, _own, record);
    }

    private void Refresh_NeedsLock()
    {
        foreach (string path in Directory.EnumerateFiles(_folder, Pattern).Order(StringComparer.Ordinal))
        {
            if (_files.All(file => file.Path != path)) AddFile_NeedsLock(AnswerFile.Open(path, _key, Layout, isOwn: false));
        }
        for (int file = 0; file < _files.Count; file++) Scan_NeedsLock(file);
    }

    private void Scan_NeedsLock(int file)
    {
        if (_files[file].RecordCount == _scanned[file]) return;
        foreach ((int sample, int view, long record, bool isSound) in _files[file].Scan(_scanned[file]))
        {
            _scanned[file] = record + 1;
            if (isSound) _index.Set(sample, view, file, record);
            else DamagedCount++;
        }
    }

    private int AddFile_NeedsLock(AnswerFile file)
    {
        _files.Add(file);
        _scanned.Add(0);
        return _files.Count - 1;
    }

    /// <summary>The first file that no living process writes.</summary>
    private void OpenOwn_NeedsLock()
    {
        for (int number = 0; number < MostWriters; number++)
        {
            string path = Path.Combine(_folder, $"part-{number.ToString("D4", CultureInfo.InvariantCulture)}.answers");
            if (!TryLock(Path.ChangeExtension(path, ".lock"))) continue;
            Refresh_NeedsLock();
            AnswerFile file = AnswerFile.Open(path, _key, Layout, isOwn: true);
            int known = _files.FindIndex(one => one.Path == path);
            if (known < 0) _own = AddFile_NeedsLock(file);
            else
            {
                _files[known].Dispose();
                (_files[known], _own) = (file, known);
            }
            Scan_NeedsLock(_own);
            return;
        }
        throw new UserErrorException($"{MostWriters} processes write into {_folder} already", "Give this run another teacher.answers.path.");
    }

    private bool TryLock(string path)
    {
        try
        {
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false; // Somebody else has it.
        }
    }
}
