using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Training;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Work;

/// <summary>Writes checkpoints beside the training: copies the state at once, and writes the copy on a thread of its own.
/// The coordinator publishes what was written.</summary>
/// <param name="writer">A name that no other process of the run has.</param>
internal sealed class CheckpointWriter(
    string checkpointsPath, string writer, TrainingState state, Action<WorkOutcome> tell, Action<Exception> broken,
    IFileOperations? files = null, NodeMeters? meters = null) : IDisposable
{
    private readonly WorkThread _thread = new("checkpoints", broken);
    private readonly Lock _gate = new();
    // One copy of the state is being written, and one waits behind it: the newest that there is.
    private readonly Stack<CopyBuffers> _free = new([new CopyBuffers(), new CopyBuffers()]);
    private Copy? _waiting;
    private Copy? _underWay;
    private (long Step, string Folder)? _written;

    /// <summary>Takes the memory that a checkpoint needs, by one that goes nowhere: a run for which it does not suffice so
    /// ends at its start.</summary>
    internal void Rehearse()
    {
        RunProgress none = new() { Totals = new RunTotals(), ConfigFingerprint = "" };
        foreach (CheckpointPart part in CheckpointFiles.Capture(state, none, _free.Peek())) part.Write(Stream.Null);
    }

    /// <summary>To be called where nothing changes the state; returns as soon as that is copied. A checkpoint that is asked
    /// for again is told again and not written again, for somebody may be publishing it.</summary>
    /// <param name="progress">What was counted up to this state.</param>
    internal void Write(RunProgress progress)
    {
        (bool isOnItsWay, string? folder) = Find(progress.Step);
        if (folder is not null) tell(new CheckpointDone(progress.Step, folder, null));
        else if (isOnItsWay) return; // It is told once it is written.
        else if (state.IsFinite()) CopyAndWrite(progress);
        else
        {
            tell(new CheckpointDone(progress.Step, null, new WorkFailure(
                $"a weight after step {progress.Step} is not a finite number: the training has diverged",
                "Lower train.optimizer.learning_rate or set train.clip_norm, and start again with another --run-dir.",
                IsFatal: true)));
        }
    }

    /// <summary>Waits until what was copied is written.</summary>
    public void Dispose() => _thread.Dispose();

    private (bool IsOnItsWay, string? Folder) Find(long step)
    {
        lock (_gate)
        {
            bool isOnItsWay = _waiting?.Step == step || _underWay?.Step == step;
            return (isOnItsWay, _written is { } written && written.Step == step ? written.Folder : null);
        }
    }

    private void CopyAndWrite(RunProgress progress)
    {
        Copy? overtaken;
        CopyBuffers buffers;
        lock (_gate)
        {
            (overtaken, _waiting) = (_waiting, null);
            buffers = overtaken?.Buffers ?? _free.Pop();
        }
        if (overtaken is not null) TellLeftOut(overtaken.Step);
        Copy copy = new(progress.Step, CheckpointFiles.Capture(state, progress, buffers), buffers);
        lock (_gate) _waiting = copy;
        _thread.Post(WriteWaiting);
    }

    private void TellLeftOut(long step) => tell(new CheckpointDone(step, null, new WorkFailure(
        "it was left out, because the next one is due and the one before it is still being written",
        "Raise checkpoint.every_steps, or give the run folder a faster disk.", IsFatal: false)));

    private void WriteWaiting()
    {
        Copy copy;
        lock (_gate)
        {
            if (_waiting is null) return; // A later copy took its place, and was written in its stead.
            (copy, _waiting) = (_waiting, null);
            _underWay = copy;
        }
        long start = meters?.Now ?? 0;
        CheckpointDone done = Write(copy);
        meters?.CheckpointWritten(start, done.Folder is null ? null : SizeOf(done.Folder));
        lock (_gate)
        {
            _underWay = null;
            _free.Push(copy.Buffers);
            if (done.Folder is not null) _written = (copy.Step, done.Folder);
        }
        tell(done);
    }

    private long SizeOf(string folder) =>
        new DirectoryInfo(Path.Combine(checkpointsPath, folder)).EnumerateFiles().Sum(file => file.Length);

    private CheckpointDone Write(Copy copy)
    {
        try
        {
            string folder = PendingCheckpoint.Write(checkpointsPath, copy.Step, writer, copy.Parts, files);
            return new CheckpointDone(copy.Step, folder, null);
        }
        catch (DiskFullException full)
        {
            return new CheckpointDone(copy.Step, null, new WorkFailure(
                full.Message,
                "Free some space or lower checkpoint.keep: the run goes on, and the next checkpoint is tried when it is due.",
                IsFatal: false));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new CheckpointDone(copy.Step, null, WorkFailures.Of(failure));
        }
    }

    /// <param name="Buffers">The memory that the parts are in.</param>
    private sealed record Copy(long Step, IReadOnlyList<CheckpointPart> Parts, CopyBuffers Buffers);
}
