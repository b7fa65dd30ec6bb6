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
    private const int WouldBlock = 11; // EAGAIN: another process has the lock.

    private readonly Lock _gate = new();
    private readonly ulong _key;
    private readonly AnswerIndex _index = new();
    private readonly List<AnswerFile> _files = [];
    private readonly List<long> _scanned = []; // Records of each file that are in the index.
    private readonly List<(int File, long Record)> _damaged = [];
    private FileStream? _lock;
    private int _own = -1;

    private AnswerStore(string folder, ulong key, AnswerLayout layout) => (Folder, _key, Layout) = (folder, key, layout);

    public string Folder { get; }

    public AnswerLayout Layout { get; }

    /// <summary>Records whose checksum is wrong; their answers are asked again, and take their places.</summary>
    public long DamagedCount
    {
        get
        {
            lock (_gate) return _damaged.Count;
        }
    }

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

    /// <param name="folder">Made with the first answer if it is missing.</param>
    /// <param name="key">Of teacher and images: answers of others are not here.</param>
    /// <exception cref="UserErrorException">A file in the folder is another one than it should be.</exception>
    public static AnswerStore Open(string folder, ulong key, AnswerLayout layout)
    {
        AnswerStore store = new(folder, key, layout);
        try
        {
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
            _damaged.Add(place);
            return false;
        }
    }

    /// <summary>Keeps an answer if there is room, and replaces the logits by what would be read later on in either
    /// case.</summary>
    /// <exception cref="UserErrorException">The folder cannot be written.</exception>
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
        int hole = _damaged.FindIndex(place => place.File == _own);
        long record = hole < 0 ? _scanned[_own] : _damaged[hole].Record;
        _files[_own].Write(record, sample, view, logits);
        if (hole < 0) _scanned[_own] = record + 1;
        else _damaged.RemoveAt(hole);
        _index.Set(sample, view, _own, record);
    }

    private void Refresh_NeedsLock()
    {
        if (!Directory.Exists(Folder)) return;
        foreach (string path in Directory.EnumerateFiles(Folder, Pattern).Order(StringComparer.Ordinal))
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
            else _damaged.Add((file, record));
        }
    }

    private int AddFile_NeedsLock(AnswerFile file)
    {
        _files.Add(file);
        _scanned.Add(0);
        return _files.Count - 1;
    }

    /// <summary>The first file that no living process writes.</summary>
    /// <exception cref="DiskFullException">No room for it: it is tried again with the next answer.</exception>
    private void OpenOwn_NeedsLock()
    {
        try
        {
            DiskFullException.Guard(Folder, () => Directory.CreateDirectory(Folder));
            _own = TakeOwn_NeedsLock();
        }
        catch (Exception problem)
        {
            _lock?.Dispose();
            _lock = null;
            if (problem is DiskFullException or UserErrorException) throw;
            if (problem is not (IOException or UnauthorizedAccessException)) throw;
            throw new UserErrorException(
                $"the teacher's answers cannot be kept in {Folder}: {problem.Message}",
                "Let this user write there, or name another teacher.answers.path.", problem);
        }
    }

    private int TakeOwn_NeedsLock()
    {
        for (int number = 0; number < MostWriters; number++)
        {
            string path = Path.Combine(Folder, $"part-{number.ToString("D4", CultureInfo.InvariantCulture)}.answers");
            if (!TryLock(Path.ChangeExtension(path, ".lock"))) continue;
            Refresh_NeedsLock();
            AnswerFile file = AnswerFile.Open(path, _key, Layout, isOwn: true);
            int known = _files.FindIndex(one => one.Path == path);
            if (known < 0) known = AddFile_NeedsLock(file);
            else
            {
                _files[known].Dispose();
                _files[known] = file;
            }
            Scan_NeedsLock(known);
            return known;
        }
        throw new UserErrorException($"{MostWriters} processes write into {Folder} already", "Give this run another teacher.answers.path.");
    }

    private bool TryLock(string path)
    {
        try
        {
            DiskFullException.Guard(
                path, () => _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException problem) when (problem.HResult == WouldBlock)
        {
            return false;
        }
    }
}
