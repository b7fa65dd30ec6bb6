using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Training;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Work;

/// <summary>Writes checkpoints beside the training: copies the state at once, and writes the copy on a thread of its own.
/// The coordinator publishes what was written.</summary>
/// <param name="writer">A name that no other process of the run has.</param>
internal sealed class CheckpointWriter(
    string checkpointsPath, string writer, TrainingState state, Action<WorkOutcome> tell, Action<Exception> broken,
    IFileOperations? files = null) : IDisposable
{
    // A copy of the state waits in memory for each: one that is being written, and one behind it.
    private const int MostWaiting = 2;

    private readonly WorkThread _thread = new("checkpoints", broken);
    private int _waiting;

    /// <summary>To be called where nothing changes the state; returns as soon as that is copied.</summary>
    /// <param name="progress">What was counted up to this state.</param>
    internal void Write(RunProgress progress)
    {
        if (!state.IsFinite())
        {
            tell(new CheckpointDone(progress.Step, null, new WorkFailure(
                $"a weight after step {progress.Step} is not a finite number: the training has diverged",
                "Lower train.optimizer.learning_rate or set train.clip_norm, and start again with another --run-dir.",
                IsFatal: true)));
        }
        else if (Volatile.Read(ref _waiting) == MostWaiting)
        {
            tell(new CheckpointDone(progress.Step, null, new WorkFailure(
                $"the checkpoint of step {progress.Step} was left out, because those before it are still being written",
                "Raise checkpoint.every_steps, or give the run folder a faster disk.", IsFatal: false)));
        }
        else
        {
            IReadOnlyList<CheckpointPart> parts = CheckpointFiles.Capture(
                state, progress, new CopyBuffers()); // Its own: an earlier one may still be written from.
            Interlocked.Increment(ref _waiting);
            _thread.Post(() => tell(WriteParts(progress.Step, parts)));
        }
    }

    /// <summary>Waits until what was copied is written.</summary>
    public void Dispose() => _thread.Dispose();

    private CheckpointDone WriteParts(long step, IReadOnlyList<CheckpointPart> parts)
    {
        try
        {
            return new CheckpointDone(step, PendingCheckpoint.Write(checkpointsPath, step, writer, parts, files), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new CheckpointDone(step, null, WorkFailures.Of(failure));
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
