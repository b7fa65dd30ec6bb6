namespace Distillery.Shared.Runs;

/// <summary>Writes the checkpoints of a run so that, whenever the process stops, a complete one remains.</summary>
/// <remarks>
/// A checkpoint grows in a hidden folder (<see cref="PendingCheckpoint"/>), which a node may fill. One rename gives it its
/// name; then <c>latest</c> moves; then older ones go, by a rename first, so that no half-deleted folder bears a
/// checkpoint's name. One publisher at a time: the owner holds the run folder's lock and makes one call after the
/// other.
/// </remarks>
public sealed class CheckpointStore
{
    private readonly string _root;
    private readonly int _keepCount;
    private readonly Action<string> _warn;
    private readonly IFileOperations _files;

    /// <param name="checkpointsPath">The run's <c>checkpoints</c> folder; the first write creates it.</param>
    /// <param name="keepCount">How many of the newest checkpoints stay, 1 or more; the one marked best stays beside
    /// them. With 1 there is nothing to fall back to when the newest is damaged on the disk.</param>
    /// <param name="warn">Gets a sentence for what went wrong without stopping the run.</param>
    /// <param name="files">The disk; another one in tests.</param>
    public CheckpointStore(
        string checkpointsPath, int keepCount, Action<string> warn, IFileOperations? files = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepCount, 1);
        _root = Path.GetFullPath(checkpointsPath);
        _keepCount = keepCount;
        _warn = warn;
        _files = files ?? FileOperations.Instance;
    }

    /// <summary>Saves a checkpoint, moves <c>latest</c> to it and removes what is older than the newest
    /// <c>keepCount</c>. A checkpoint of the same step is replaced.</summary>
    /// <param name="step">The number of steps taken, 0 or more.</param>
    /// <param name="parts">The files, written in this order.</param>
    /// <exception cref="DiskFullException">No room; every checkpoint from before is still usable.</exception>
    /// <exception cref="IOException">Any other failure of the disk, with the same promise.</exception>
    public void Write(long step, IReadOnlyList<CheckpointPart> parts) =>
        Publish(step, PendingCheckpoint.Write(_root, step, writer: "", parts, _files));

    /// <summary>Makes a checkpoint of a folder that <see cref="PendingCheckpoint.Write"/> filled, here or in another process;
    /// then as <see cref="Write"/>. What dead writers have left of this step and of earlier ones goes too.</summary>
    /// <param name="pendingFolder">Its name within the folder of checkpoints.</param>
    /// <exception cref="ArgumentException">There is no such folder, or no complete checkpoint of this step in
    /// it.</exception>
    /// <exception cref="DiskFullException">No room; every checkpoint from before is still usable.</exception>
    /// <exception cref="IOException">Any other failure of the disk, with the same promise.</exception>
    public void Publish(long step, string pendingFolder)
    {
        RequirePending(step, pendingFolder);
        try
        {
            DiskFullException.Guard(PathOf(CheckpointNames.OfStep(step)), () =>
            {
                GiveName(step, pendingFolder);
                CheckpointLink.Point(_root, CheckpointNames.Latest, step, _files);
            });
        }
        catch (Exception)
        {
            BestEffort.Run(() => TidyUp(newestStep: step));
            throw;
        }
        Prune(step);
        BestEffort.Run(() => RemovePending(step));
    }

    /// <summary>Clears up after a crash.</summary>
    public void TidyUp() => TidyUp(newestStep: null);

    /// <summary>Clears up after a crash and gives the newest complete, verified checkpoint; null when there is none.
    /// A damaged one is passed over with a warning.</summary>
    /// <exception cref="UserErrorException">There are checkpoints, and every one is damaged.</exception>
    public Checkpoint? Latest()
    {
        TidyUp(newestStep: null);
        Checkpoint? newest = CheckpointReader.FindLatest(_root, _warn);
        if (newest is not null && CheckpointLink.Read(_root, CheckpointNames.Latest) != newest.Step)
        {
            BestEffort.Run(() => CheckpointLink.Point(_root, CheckpointNames.Latest, newest.Step, _files));
        }
        return newest;
    }

    /// <summary>Gives a saved checkpoint the name <c>best</c>; it stays until another one has that name.</summary>
    /// <exception cref="ArgumentException">There is no complete checkpoint of that step.</exception>
    /// <exception cref="DiskFullException">No room; the name leads where it led before.</exception>
    public void MarkBest(long step)
    {
        string path = PathOf(CheckpointNames.OfStep(step));
        if (!CheckpointReader.LooksComplete(path)) throw new ArgumentException($"{path} is no complete checkpoint");
        DiskFullException.Guard(
            PathOf(CheckpointNames.Best), () => CheckpointLink.Point(_root, CheckpointNames.Best, step, _files));
    }

    private string PathOf(string name) => Path.Combine(_root, name);

    private void RequirePending(long step, string folder)
    {
        bool isPending = folder == Path.GetFileName(folder) && CheckpointNames.PendingStepOf(folder) == step;
        if (!isPending || !CheckpointReader.LooksComplete(PathOf(folder)))
            throw new ArgumentException($"{folder} in {_root} is no finished writing of step {step}", nameof(folder));
    }

    /// <summary>Gives the hidden folder its name. A folder cannot be renamed over a full one, so one that has the name
    /// already steps aside first, to where <see cref="TidyUp"/> finds it again.</summary>
    private void GiveName(long step, string pendingFolder)
    {
        string name = CheckpointNames.OfStep(step);
        string replaced = PathOf(CheckpointNames.ReplacedPrefix + name);
        if (Directory.Exists(PathOf(name)))
        {
            _files.DeleteDirectory(replaced);
            _files.Rename(PathOf(name), replaced);
        }
        _files.Rename(PathOf(pendingFolder), PathOf(name));
        _files.SyncDirectory(_root);
        _files.DeleteDirectory(replaced);
    }

    private void Prune(long newestStep)
    {
        long? best = CheckpointLink.Read(_root, CheckpointNames.Best);
        int keptCount = 1;
        foreach (long step in CheckpointNames.StepsIn(_root).Where(step => step < newestStep && step != best))
        {
            string name = CheckpointNames.OfStep(step);
            if (keptCount < _keepCount && CheckpointReader.LooksComplete(PathOf(name))) keptCount++;
            else Remove(name);
        }
    }

    /// <summary>Somebody may be reading the old checkpoint on a network share, which then refuses to let go of it. The
    /// new one is safe already, so that is no reason to end a run.</summary>
    private void Remove(string name)
    {
        string pruned = PathOf(CheckpointNames.PrunedPrefix + name);
        try
        {
            _files.DeleteDirectory(pruned);
            _files.Rename(PathOf(name), pruned);
            _files.DeleteDirectory(pruned);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _warn($"The old checkpoint {PathOf(name)} could not be removed: {exception.Message}.");
        }
    }

    /// <summary>Removes what was being written and is not needed any more. Another process may be writing a later
    /// checkpoint at this moment: that stays.</summary>
    private void RemovePending(long newestStep)
    {
        foreach (string path in Directory.GetDirectories(_root, CheckpointNames.WritingPrefix + "*"))
        {
            if (CheckpointNames.PendingStepOf(Path.GetFileName(path)) <= newestStep) _files.DeleteDirectory(path);
        }
    }

    /// <param name="newestStep">Null to find it: at a start.</param>
    private void TidyUp(long? newestStep)
    {
        if (!Directory.Exists(_root)) return;
        foreach (string path in Directory.GetFileSystemEntries(_root, ".*")) TidyUp(Path.GetFileName(path));
        if ((newestStep ?? CheckpointNames.StepsIn(_root).FirstOrDefault(-1)) is var newest and >= 0) RemovePending(newest);
    }

    private void TidyUp(string name)
    {
        string path = PathOf(name);
        if (name.StartsWith(CheckpointNames.ReplacedPrefix, StringComparison.Ordinal)) RestoreReplaced(name);
        else if (name.StartsWith(CheckpointNames.PrunedPrefix, StringComparison.Ordinal)) _files.DeleteDirectory(path);
        else if (!name.StartsWith(CheckpointNames.WritingPrefix, StringComparison.Ordinal)) return;
        else if (CheckpointNames.PendingStepOf(name) is null) _files.DeleteFile(path);
        else if (CheckpointNames.IsOwnPending(name)) _files.DeleteDirectory(path);
    }

    private void RestoreReplaced(string name)
    {
        string original = PathOf(name[CheckpointNames.ReplacedPrefix.Length..]);
        if (Directory.Exists(original)) _files.DeleteDirectory(PathOf(name));
        else _files.Rename(PathOf(name), original);
    }
}
