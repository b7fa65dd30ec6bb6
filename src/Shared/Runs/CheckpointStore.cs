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
    /// <param name="keepCount">How many of the newest checkpoints stay, 1 or more. With 1 there is nothing to fall back to when
    /// the newest is damaged on the disk.</param>
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

    /// <summary>Makes a checkpoint of a folder that <see cref="PendingCheckpoint.Write"/> filled, here or in another process,
    /// moves <c>latest</c> to it and removes what is older than the newest <c>keepCount</c>. A checkpoint of the same step is
    /// replaced. What dead writers have left of this step and of earlier ones goes too.</summary>
    /// <param name="step">The number of steps taken, 0 or more.</param>
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

    /// <summary>At a start: clears up after a crash and gives the newest complete, verified checkpoint; null when there is none.
    /// A damaged one is passed over with a warning.</summary>
    /// <param name="checkpointsPath">The run's <c>checkpoints</c> folder, which need not exist.</param>
    /// <param name="recordedSteps">Later ones are passed over, too: nobody could say what the run did until there.</param>
    /// <param name="warn">Gets a sentence for what is wrong without stopping the run.</param>
    /// <param name="files">The disk; another one in tests.</param>
    /// <exception cref="UserErrorException">There are checkpoints, and none can be used.</exception>
    public static Checkpoint? Recover(
        string checkpointsPath, long recordedSteps, Action<string> warn, IFileOperations? files = null)
    {
        CheckpointStore store = new(checkpointsPath, keepCount: 1, warn, files);
        store.TidyUp(newestStep: null);
        Checkpoint? newest = CheckpointReader.FindLatest(store._root, warn, recordedSteps);
        if (newest is not null && CheckpointLink.Read(store._root, CheckpointNames.Latest) != newest.Step)
            BestEffort.Run(() => CheckpointLink.Point(store._root, CheckpointNames.Latest, newest.Step, store._files));
        return newest;
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
        int keptCount = 1;
        foreach (long step in CheckpointNames.StepsIn(_root).Where(step => step < newestStep))
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
    }

    private void RestoreReplaced(string name)
    {
        string original = PathOf(name[CheckpointNames.ReplacedPrefix.Length..]);
        if (Directory.Exists(original)) _files.DeleteDirectory(PathOf(name));
        else _files.Rename(PathOf(name), original);
    }
}
