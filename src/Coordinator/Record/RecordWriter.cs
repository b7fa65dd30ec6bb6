using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>Between a record and its files: one thread adds entries, another one writes them. Every entry is kept until it is on
/// the disk, so that a full disk loses nothing.</summary>
internal sealed class RecordWriter : IDisposable
{
    private readonly Lock _filesLock = new(); // Taken before the other one.
    private readonly Lock _entriesLock = new();
    private readonly RecordFiles _files;
    private readonly IRunRecordListener _listener;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly List<PendingEntry> _entries = []; // Not known to be on the disk, in order.
    private int _writtenCount; // So many of them were handed to the system.
    private long _syncTimestamp;
    private long _durableCount; // Written with the files' lock, read without it.
    private bool _isFull;
    private bool _isSyncRequested; // Exchanged atomically.
    private bool _isClosed;

    /// <param name="files">Disposed at the end.</param>
    internal RecordWriter(RecordFiles files, IRunRecordListener listener, TimeProvider time, TimeSpan period)
    {
        (_files, _listener, _time, _period) = (files, listener, time, period);
        _syncTimestamp = time.GetTimestamp();
        _durableCount = files.DurableCount;
    }

    /// <summary>How many entries are not known to be on the disk.</summary>
    internal int Backlog
    {
        get
        {
            lock (_entriesLock) return _entries.Count;
        }
    }

    /// <summary>Entries of all steps before this one are on the disk.</summary>
    internal long DurableCount => Interlocked.Read(ref _durableCount);

    internal void Add(IReadOnlyList<PendingEntry> entries)
    {
        lock (_entriesLock) _entries.AddRange(entries);
        _listener.WriteWanted();
    }

    internal void RequestSync()
    {
        Interlocked.Exchange(ref _isSyncRequested, true);
        _listener.WriteWanted();
    }

    /// <summary>Removes the entries of this step and of later ones, from the files too.</summary>
    /// <returns>Entries before the step that are not in the files.</returns>
    internal IReadOnlyList<StepEntry> Truncate(long step)
    {
        lock (_filesLock)
        {
            if (_isFull) ReturnToDurable_NeedsLock(); // What was half written must not be taken for whole.
            _files.Truncate(step);
            Interlocked.Exchange(ref _durableCount, _files.DurableCount);
            lock (_entriesLock)
            {
                _entries.RemoveAll(pending => pending.Entry.Step >= step);
                _writtenCount = Math.Min(_writtenCount, _entries.Count);
                return [.. _entries.Skip(_writtenCount).Select(pending => pending.Entry)];
            }
        }
    }

    /// <summary>Writes what is new, and syncs it where that is due or was asked for.</summary>
    /// <param name="isTick">Whether a second has passed: on a full disk nothing else is tried.</param>
    /// <exception cref="IOException">The files cannot be written, and not for want of room.</exception>
    internal void Write(bool isTick)
    {
        lock (_filesLock)
        {
            if (_isClosed) return;
            try
            {
                Round_NeedsLock(isTick);
            }
            catch (DiskFullException problem)
            {
                bool wasFull = _isFull;
                _isFull = true;
                if (!wasFull) _listener.DiskFull(problem.Message, "Free some space: the run goes on by itself.");
            }
        }
    }

    /// <exception cref="DiskFullException">No room for what is left.</exception>
    internal void Close()
    {
        lock (_filesLock)
        {
            _isClosed = true;
            if (_isFull) ReturnToDurable_NeedsLock();
            WriteNew_NeedsLock();
            Sync_NeedsLock();
        }
    }

    /// <summary>Safe to call again.</summary>
    public void Dispose()
    {
        lock (_filesLock)
        {
            _isClosed = true;
            _files.Dispose();
        }
    }

    private void Round_NeedsLock(bool isTick)
    {
        if (_isFull && !isTick) return; // Once a second is often enough to ask for room.
        bool wasFull = _isFull;
        // Before the entries are looked at: whoever asks now has added all that the answer must cover.
        bool isAsked = Interlocked.Exchange(ref _isSyncRequested, false);
        if (wasFull) ReturnToDurable_NeedsLock();
        WriteNew_NeedsLock();
        bool isDue = isAsked || wasFull || _time.GetElapsedTime(_syncTimestamp) >= _period;
        if (isDue && _files.IsDirty) Sync_NeedsLock();
        _isFull = false;
        if (wasFull) _listener.RoomAgain();
    }

    private void WriteNew_NeedsLock()
    {
        PendingEntry[] news;
        lock (_entriesLock) news = [.. _entries.Skip(_writtenCount)];
        if (news.Length == 0 && _files.HasCurves) return;
        _files.Append(news);
        _writtenCount += news.Length;
    }

    private void Sync_NeedsLock()
    {
        _files.Sync();
        Interlocked.Exchange(ref _durableCount, _files.DurableCount);
        _syncTimestamp = _time.GetTimestamp();
        lock (_entriesLock) _entries.RemoveRange(0, _writtenCount);
        _writtenCount = 0;
        _listener.RecordsDurable(_files.DurableCount);
    }

    private void ReturnToDurable_NeedsLock()
    {
        _files.ReturnToDurable();
        lock (_entriesLock) _entries.RemoveAll(pending => pending.Entry.Step < _files.DurableCount);
        _writtenCount = 0;
    }
}
