using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;

namespace Distillery.Coordinator.Protocol;

/// <content>The run's record, its checkpoints and its end.</content>
public sealed partial class CoordinatorMachine
{
    private const int MostFinalAttempts = 8; // Of saving the end of a run, about two minutes in all.
    private const long FirstRetryMilliseconds = 1_000;

    private RunOutcome? _outcome;
    private string? _stopReason;
    private NodeId? _saver;
    private (long Steps, string Folder)? _written;
    private (Generation Generation, long Steps)? _failedCheckpoint;
    private long _recordedSteps;
    private long _durableSteps;
    private long _checkpointSteps;
    private long _savedSteps;
    private long _appliedSteps = -1;
    private int _skippedInRow;
    private int _finalAttempts;
    private long? _retryAt;
    private bool _isPublishing;

    /// <summary>Applied steps of the newest checkpoint, the one that is being published included.</summary>
    private long _publishedSteps;

    private long EndSteps => _facts!.TotalSteps + 1;

    private void OnHeartbeat(NodeEntry node, Heartbeat heartbeat)
    {
        _outbox.Send(node.Node, new HeartbeatReply(Generation, _durableSteps));
        node.Teacher = heartbeat.Teacher;
        if (heartbeat.Standing.Generation != Generation) return; // It lives; what it tells belongs to the past.
        if (Phase is not (CoordinatorPhase.Running or CoordinatorPhase.Saving)) return;
        node.Standing = heartbeat.Standing;
        if (IsParticipant(node.Node) && heartbeat.Standing.AppliedSteps > _appliedSteps) NoteProgress(heartbeat);
        Record(heartbeat.Records);
    }

    private void NoteProgress(Heartbeat heartbeat)
    {
        _appliedSteps = heartbeat.Standing.AppliedSteps!.Value;
        _progressAt = _now;
        _stallMilliseconds = 0;
        _linkFailures.Clear();
    }

    private void Record(IReadOnlyList<StepRecord> records)
    {
        List<StepRecord> fresh = [];
        foreach (StepRecord record in records)
        {
            if (record.Step != _recordedSteps) continue; // It was here before, or comes too early and comes again.
            fresh.Add(record);
            _recordedSteps++;
        }
        if (fresh.Count == 0) return;
        _outbox.Append(fresh);
        foreach (StepRecord record in fresh)
        {
            if (Phase != CoordinatorPhase.Finished) Examine(record);
        }
        if (Phase == CoordinatorPhase.Finished) return;
        TryPublish(); // A checkpoint may wait for these, and the end of the run.
        TryComplete();
    }

    private void Examine(StepRecord record)
    {
        _skippedInRow = record.IsSkipped ? _skippedInRow + 1 : 0;
        if (record.IsSkipped)
        {
            _outbox.Tell(new ClusterEvent(
                ClusterEventKind.StepSkipped, $"step {record.Step} was skipped: its average is not a finite number"));
        }
        if (_skippedInRow >= _options.MostSkippedSteps)
        {
            End(new RunOutcome(
                DismissReason.Failed, $"{_skippedInRow} steps in a row, up to step {record.Step}, had no finite average: the "
                + "training has diverged",
                "Lower train.optimizer.learning_rate or set train.clip_norm, and start again with another --run-dir."));
        }
        else if (record.Reports.Where(report => report.WeightsHash is not null).DistinctBy(report => report.WeightsHash).Count() > 1)
        {
            End(new RunOutcome(
                DismissReason.Failed, $"the nodes' weights differ before step {record.Step}: {Describe(record)}",
                "Check that these machines have the same kind of processor and libtorch, and their memory; then resume from the newest checkpoint."));
        }
    }

    private static string Describe(StepRecord record) => string.Join(", ", record.Reports
        .Where(report => report.WeightsHash is not null)
        .GroupBy(report => report.WeightsHash)
        .Select(group => $"ranks {string.Join(' ', group.Select(report => report.Rank))} have {group.Key:x16}"));

    private void TruncateRecords(long step)
    {
        _recordedSteps = step;
        _durableSteps = Math.Min(_durableSteps, step);
        _outbox.TruncateRecords(step);
    }

    /// <summary>The records of all earlier steps are on the disk.</summary>
    public void RecordsDurable(long steps)
    {
        if (Phase == CoordinatorPhase.Finished) return;
        _durableSteps = Math.Max(_durableSteps, Math.Min(steps, _recordedSteps));
        TryPublish();
        TryComplete();
        AssertInvariants();
    }

    private void OnCheckpointWritten(NodeEntry node, CheckpointWritten written)
    {
        if (written.Generation != Generation)
            _outbox.Ignored(node.Node, written, $"the generation is {Generation}");
        else if (written.AppliedSteps <= _checkpointSteps && Phase == CoordinatorPhase.Saving) Conclude();
        else if (written.AppliedSteps <= Math.Max(_publishedSteps, _written?.Steps ?? 0))
            _outbox.Ignored(node.Node, written, "it is here already, or a newer one is");
        else
        {
            _written = (written.AppliedSteps, written.Folder);
            TryPublish();
        }
    }

    /// <summary>A checkpoint counts only with the record of all steps before it: whoever resumes from it needs them.</summary>
    private void TryPublish()
    {
        if (_isPublishing || _written is not { } written || !AreDurable(written.Steps)) return;
        _isPublishing = true;
        _publishedSteps = written.Steps;
        _written = null;
        _outbox.Publish(written.Steps, written.Folder);
    }

    private bool AreDurable(long steps)
    {
        if (_durableSteps >= steps) return true;
        if (_recordedSteps >= steps) _outbox.RequestDurable();
        return false;
    }

    public void CheckpointPublished(long appliedSteps)
    {
        _isPublishing = false;
        _checkpointSteps = Math.Max(_checkpointSteps, appliedSteps);
        _outbox.Tell(new ClusterEvent(ClusterEventKind.CheckpointPublished, $"checkpoint of step {appliedSteps}"));
        TryPublish(); // One that was written meanwhile.
        if (Phase == CoordinatorPhase.Saving && _checkpointSteps >= _savedSteps) Conclude();
        else if (Phase != CoordinatorPhase.Finished) TryComplete();
        AssertInvariants();
    }

    public void CheckpointNotPublished(long appliedSteps, string problem)
    {
        _isPublishing = false;
        _publishedSteps = _checkpointSteps;
        if (Phase != CoordinatorPhase.Finished) NoteUnsaved(appliedSteps, problem);
        AssertInvariants();
    }

    private void OnCheckpointFailed(NodeEntry node, CheckpointFailed failed)
    {
        if (failed.Generation != Generation) _outbox.Ignored(node.Node, failed, $"the generation is {Generation}");
        else if (_failedCheckpoint == (failed.Generation, failed.AppliedSteps))
            _outbox.Ignored(node.Node, failed, "it is known already");
        else if (failed.IsFatal) End(new RunOutcome(DismissReason.Failed, failed.Problem, failed.NextStep));
        else
        {
            _failedCheckpoint = (failed.Generation, failed.AppliedSteps);
            NoteUnsaved(failed.AppliedSteps, $"{failed.Problem}. {failed.NextStep}");
        }
    }

    private void NoteUnsaved(long appliedSteps, string problem)
    {
        _outbox.Tell(new ClusterEvent(
            ClusterEventKind.CheckpointFailed, $"no checkpoint of step {appliedSteps}: {problem}"));
        if (Phase == CoordinatorPhase.Saving && appliedSteps < _savedSteps) return; // A later one is still to come.
        if (Phase == CoordinatorPhase.Saving && _purpose != Purpose.Complete) Conclude();
        else if (appliedSteps != _facts?.TotalSteps) return; // The next one comes.
        else if (Phase is not (CoordinatorPhase.Running or CoordinatorPhase.Saving)) return; // It is written again.
        else if (++_finalAttempts < MostFinalAttempts) TryAgainLater();
        else
        {
            End(new RunOutcome(
                DismissReason.Failed, $"the end of the run could not be saved: {problem}",
                "Make room, then run the same command again: it resumes from the newest checkpoint."));
        }
    }

    private void TryAgainLater()
    {
        _saver = null;
        Phase = CoordinatorPhase.Running; // Nothing runs: all steps are done.
        _retryAt = _now + (FirstRetryMilliseconds << (_finalAttempts - 1));
    }

    /// <summary>All answered, and one of those that are furthest saves; without any, or with nothing new, that is all.
    /// </summary>
    private void Save(NodeEntry? saver, long appliedSteps)
    {
        Phase = CoordinatorPhase.Saving;
        _saver = saver?.Node;
        _savedSteps = Math.Min(appliedSteps, EndSteps - 1);
        bool isNew = _savedSteps > _checkpointSteps || _recordedSteps < appliedSteps;
        if (saver is not null && isNew)
        {
            if (appliedSteps < _recordedSteps) TruncateRecords(appliedSteps);
            _outbox.Send(saver.Node, new Save(Generation, _durableSteps));
        }
        else Conclude();
    }

    private void Conclude()
    {
        _saver = null;
        switch (_purpose)
        {
            case Purpose.Stop:
                End(new RunOutcome(DismissReason.Stopped, _stopReason!, "Run the same command again to resume."));
                break;
            case Purpose.Complete:
                Phase = CoordinatorPhase.Running; // Nothing runs; the records may still be on their way to the disk.
                TryComplete();
                break;
            default:
                Phase = CoordinatorPhase.Gathering;
                foreach (NodeEntry node in _nodes.Values.Where(node => node.IsLeaving).ToArray()) DismissDrained(node);
                _participants.Clear();
                break;
        }
    }

    private void TryComplete()
    {
        if (Phase != CoordinatorPhase.Running || _facts is null) return;
        if (_recordedSteps < EndSteps || !AreDurable(EndSteps) || _checkpointSteps < _facts.TotalSteps) return;
        End(new RunOutcome(DismissReason.Completed, $"all {_facts.TotalSteps} steps are done", ""));
    }

    private void End(RunOutcome outcome)
    {
        foreach (NodeId node in _nodes.Keys) _outbox.Send(node, new Dismiss(outcome.Reason, outcome.Text));
        Finish(outcome);
    }

    private void Finish(RunOutcome outcome)
    {
        Invariant.That(_outcome is null, "the run ended twice");
        _outcome = outcome;
        Retire();
        _outbox.Finished(outcome);
    }

    private void Retire()
    {
        Phase = CoordinatorPhase.Finished;
        _saver = null;
        _behind.Clear();
    }
}
