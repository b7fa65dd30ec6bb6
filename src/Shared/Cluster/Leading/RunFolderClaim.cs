using Distillery.Shared.Runs;

namespace Distillery.Shared.Cluster.Leading;

/// <summary>The run folder as a process that may lead the run holds it: by the folder's lock, which one process has at a time and the
/// system takes back from a dead one. For any thread.</summary>
/// <remarks>It belongs to the process and outlives its ActorSystems. The lease takes and releases it; the coordinator enters it while
/// its files are open, and a folder that is released meanwhile stays locked until the coordinator has left.</remarks>
/// <param name="path">Of the run folder.</param>
/// <param name="mayCreate">False for a standby: where it sees no run it must not make one of its own.</param>
public sealed class RunFolderClaim(string path, bool mayCreate) : IDisposable
{
    /// <summary>A folder that this process holds already, for the lease to take.</summary>
    /// <param name="folder">Disposed with the claim.</param>
    public RunFolderClaim(RunFolder folder) : this(folder.FullPath, mayCreate: true) => _folder = folder;

    private readonly Lock _gate = new();
    private RunFolder? _folder;
    private object? _owner;
    private bool _isEntered;

    /// <summary>Who holds the folder or last held it, in words.</summary>
    public string Holder => RunFolder.OwnerOf(path);

    /// <summary>The folder while this process holds it for a lease; null otherwise.</summary>
    internal RunFolder? Held
    {
        get
        {
            lock (_gate) return _owner is not null && _folder is not null && _folder.IsHeld() ? _folder : null;
        }
    }

    /// <summary>Takes the folder, if nobody else has it.</summary>
    /// <param name="owner">Who may release it.</param>
    /// <exception cref="UserErrorException">The folder cannot be seen or written, or is no run's.</exception>
    internal bool TryTake(object owner)
    {
        lock (_gate)
        {
            bool isHeld = _folder is not null && _folder.IsHeld();
            if (_isEntered) return isHeld && _owner == owner;
            if (isHeld)
            {
                _owner ??= owner;
                return _owner == owner;
            }
            Unlock();
            if (!mayCreate && !RunFolder.IsRunFolder(path)) throw NoRun();
            _folder = RunFolder.TryOpen(path);
            if (_folder is null) return false;
            _owner = owner;
            return true;
        }
    }

    /// <summary>Whether the owner has the folder and nobody has taken it away.</summary>
    internal bool IsHeldBy(object owner)
    {
        lock (_gate) return _owner == owner && _folder is not null && _folder.IsHeld();
    }

    /// <summary>Gives the folder up, at once or as soon as the coordinator has left it.</summary>
    internal void Release(object owner)
    {
        lock (_gate)
        {
            if (_owner != owner) return;
            if (_isEntered) _owner = null;
            else Unlock();
        }
    }

    /// <summary>The folder for a coordinator that begins to lead. It stays locked until <see cref="Leave"/>.</summary>
    /// <returns>Null where the lease was lost meanwhile.</returns>
    public RunFolder? Enter()
    {
        lock (_gate)
        {
            if (_owner is null || _folder is null || _isEntered) return null;
            _isEntered = true;
            return _folder;
        }
    }

    /// <summary>The coordinator has closed its files.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _isEntered = false;
            if (_owner is null) Unlock();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isEntered = false;
            Unlock();
        }
    }

    private void Unlock()
    {
        _owner = null;
        _folder?.Dispose();
        _folder = null;
    }

    private UserErrorException NoRun() => new(
        $"{path} holds no run, so this process cannot stand by for the one that leads",
        "Give --run-dir the folder that the other coordinators use; on another machine it has to be mounted there.");
}
