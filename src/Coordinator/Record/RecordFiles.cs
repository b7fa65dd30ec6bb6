using Distillery.Messages.Progress;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>The files that entries go to. When one of them fails, <see cref="ReturnToDurable"/> takes all of them back to
/// where they were last known to be on the disk, and the entries since then are written again. For one thread at a
/// time.</summary>
internal sealed class RecordFiles : IDisposable
{
    private readonly RunFolder _folder;
    private readonly RunShape _shape;
    private readonly StepLog _steps;
    private readonly SampleLog? _samples;
    private readonly TimeProvider _time;
    private RunCurves? _curves; // Null when they have to be brought up to the steps.
    private StepLogMark _durableSteps;
    private long _durableSamplesBytes;

    /// <param name="steps">Not disposed here.</param>
    /// <param name="wrap">What tests put around the stream of samples.</param>
    internal RecordFiles(
        RunFolder folder, StepLog steps, RunShape shape, bool recordSamples, TimeProvider time,
        Func<Stream, Stream>? wrap = null)
    {
        (_folder, _steps, _shape, _time) = (folder, steps, shape, time);
        _samples = recordSamples ? SampleLog.Open(folder.SamplesPath, steps.Count == 0 ? null : steps.Count, wrap) : null;
        (_durableSteps, _durableSamplesBytes) = (steps.Mark, _samples?.Length ?? 0);
    }

    internal long DurableCount => _durableSteps.Count;

    internal bool IsDirty => _steps.Count > DurableCount;

    /// <summary>Whether the curves are open; <see cref="Append"/> opens them, and brings them up to the steps.</summary>
    internal bool HasCurves => _curves is not null;

    /// <summary>Hands entries to the system.</summary>
    /// <exception cref="DiskFullException">No room: return, and write again what was not durable.</exception>
    internal void Append(IReadOnlyList<PendingEntry> entries)
    {
        foreach (PendingEntry pending in entries)
        {
            if (_samples is not null) AppendSamples(_samples, pending);
            _steps.Append(pending.Entry);
        }
        if (_curves is null) _curves = RunCurves.Open(_shape, _folder, _steps.Count, _time);
        else
            foreach (PendingEntry pending in entries) _curves.Record(pending.Entry);
    }

    /// <summary>Returns when everything is on the disk. Samples go first: a step counts once its line in steps.jsonl does.
    /// The curves need no care, because they can be made from the steps.</summary>
    /// <exception cref="DiskFullException">No room: return, and write again what was not durable.</exception>
    internal void Sync()
    {
        _samples?.FlushToDisk();
        _steps.FlushToDisk();
        (_durableSteps, _durableSamplesBytes) = (_steps.Mark, _samples?.Length ?? 0);
        _curves?.Flush();
    }

    /// <summary>Removes what was written since the last <see cref="Sync"/>.</summary>
    internal void ReturnToDurable()
    {
        CloseCurves();
        _samples?.CutTo(_durableSamplesBytes);
        _steps.ReturnTo(_durableSteps);
    }

    /// <summary>Removes the entries of this step and of later ones. It reads the files again.</summary>
    internal void Truncate(long step)
    {
        if (step >= _steps.Count) return;
        CloseCurves();
        _steps.Truncate(step);
        _samples?.Truncate(step);
        _samples?.FlushToDisk();
        if (step < DurableCount) (_durableSteps, _durableSamplesBytes) = (_steps.Mark, _samples?.Length ?? 0);
    }

    public void Dispose()
    {
        CloseCurves();
        _samples?.Dispose();
    }

    private void CloseCurves()
    {
        _curves?.Dispose();
        _curves = null;
    }

    private void AppendSamples(SampleLog samples, PendingEntry pending)
    {
        StepEntry entry = pending.Entry;
        if (_shape.Steps.IsClosing(entry.Step)) return;
        (int epoch, int stepInEpoch) = _shape.Samples.Locate(entry.Step);
        int[] indices = new int[_shape.Samples.BatchSize];
        foreach (RankReport report in pending.Reports)
        {
            _shape.Samples.Indices(epoch, stepInEpoch, report.Rank, indices);
            samples.Append(
                entry.Step + 1, epoch, report.Rank, indices, [.. report.Kept.Select(position => indices[position])],
                report.Reason);
        }
    }
}
