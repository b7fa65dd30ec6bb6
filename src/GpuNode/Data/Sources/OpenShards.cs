using Microsoft.Win32.SafeHandles;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Keeps the shards open that were read last. Any number of threads may use it.</summary>
internal sealed class OpenShards(IReadOnlyList<string> paths) : IDisposable
{
    /// <summary>More than the shards of a window, and far fewer than the 1,024 files that a process may have open.</summary>
    private const int MostOpen = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, OpenShard> _open = [];
    private long _uses;

    /// <summary>A handle that stays open until <see cref="Return"/>.</summary>
    /// <exception cref="Distillery.Shared.UserErrorException">The shard cannot be opened.</exception>
    internal SafeFileHandle Rent(int shard)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(shard, out OpenShard? found))
            {
                if (_open.Count >= MostOpen) CloseOldest_NeedsLock();
                _open[shard] = found = new OpenShard(OpenFile(paths[shard]));
            }
            found.Readers++;
            found.LastUse = ++_uses;
            return found.File;
        }
    }

    internal void Return(int shard)
    {
        lock (_lock) _open[shard].Readers--;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (OpenShard shard in _open.Values) shard.File.Dispose();
            _open.Clear();
        }
    }

    private static SafeFileHandle OpenFile(string path)
    {
        try
        {
            return File.OpenHandle(path, options: FileOptions.RandomAccess);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StoredBytes.Unreadable(path, error);
        }
    }

    private void CloseOldest_NeedsLock()
    {
        KeyValuePair<int, OpenShard>[] idle = [.. _open.Where(entry => entry.Value.Readers == 0)];
        if (idle.Length == 0) return;
        KeyValuePair<int, OpenShard> oldest = idle.MinBy(entry => entry.Value.LastUse);
        oldest.Value.File.Dispose();
        _open.Remove(oldest.Key);
    }

    private sealed class OpenShard(SafeFileHandle file)
    {
        internal SafeFileHandle File { get; } = file;

        internal int Readers { get; set; }

        internal long LastUse { get; set; }
    }
}
