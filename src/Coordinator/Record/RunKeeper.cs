using System.Globalization;
using Distillery.Coordinator.History;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>What a coordinator keeps in the run folder: the record of steps, who takes part, the summary. For the coordinator's
/// actor alone.</summary>
internal sealed class RunKeeper : IDisposable
{
    private readonly CoordinatorFolder _folder;
    private readonly RunConfig _config;
    private readonly RunRecordOptions _options;
    private readonly IRunRecordListener _listener;
    private readonly Action<RunRecord> _opened;
    private readonly IRunObserver _observer;
    private readonly TimeProvider _time;
    private readonly SummaryWriter _summary;
    private readonly RecoveryWatch _recovery;
    private readonly GoodputAccount _account;
    private readonly Queue<StepRecord> _waiting = []; // Offered to a record that had no room for them.
    private RunRecord? _record;
    private RunShape? _shape;
    private (long Generation, IReadOnlyList<NodeId> Members)? _unwritten;
    private long _evaluations; // As many as the summary has seen.
    private int _members = 1;

    /// <param name="opened">Gets the record once the run is described, to write it.</param>
    internal RunKeeper(
        CoordinatorFolder folder, RunConfig config, RunRecordOptions options, IRunRecordListener listener,
        Action<RunRecord> opened, IRunObserver observer, TimeProvider time)
    {
        (_folder, _config, _options, _listener, _opened) = (folder, config, options, listener, opened);
        (_observer, _time) = (observer, time);
        _summary = new SummaryWriter(folder.Run, config, folder.StartedAt);
        _recovery = new RecoveryWatch(time);
        _account = new GoodputAccount(time);
    }

    /// <summary>Null until a node has told what the run is.</summary>
    internal RunShape? Shape => _shape;

    internal RecordTotals Totals => _record?.Totals ?? RecordTotals.None;

    /// <summary>Where the nodes' time went.</summary>
    internal GoodputAccount Account => _account;

    internal ClusterHistory History => _folder.History;

    internal StepHistory Curves => _options.History;

    internal double WallSeconds => _record?.WallSeconds ?? 0;

    /// <summary>The step whose record comes next.</summary>
    internal long NextStep => _record?.NextStep ?? _folder.Past.DurableSteps;

    internal long DurableSteps => _record?.DurableSteps ?? _folder.Past.DurableSteps;

    /// <summary>The first node tells what the run is: from here on the folder is bound to it.</summary>
    /// <exception cref="UserErrorException">It was another one when its steps were taken.</exception>
    /// <exception cref="DiskFullException">No room.</exception>
    internal void Describe(RunFacts facts)
    {
        _folder.Describe(facts);
        _folder.Run.WriteConfigText(_config.ToYaml());
        _shape = new RunShape(_config, facts);
        _record = new RunRecord(_folder.Run, _folder.Steps, _shape, _options, _listener, _observer, _time);
        _opened(_record);
        _evaluations = Totals.Evaluations;
        _account.Begin(RunSummary.TryRead(_folder.Run.SummaryPath)?.Goodput);
    }

    internal void Append(IReadOnlyList<StepRecord> records)
    {
        foreach (StepRecord record in records) _waiting.Enqueue(record);
        if (_recovery.NoteStep(records[^1].Generation) is { } recovered) NoteRecovery(recovered.Losses, recovered.Seconds);
        OfferWaiting();
        if (Totals.Evaluations == _evaluations) return;
        _evaluations = Totals.Evaluations;
        Try(() => WriteSummary(RunStatus.Running, nodes: _members, weightsSha256: null));
    }

    /// <summary>Offers what the record had no room for, and tries again to write what did not fit on the disk.</summary>
    internal void Retry()
    {
        OfferWaiting();
        if (_unwritten is { } state) Remember(state.Generation, state.Members);
    }

    internal void Truncate(long step)
    {
        _waiting.Clear();
        _record!.Truncate(step);
        _evaluations = Totals.Evaluations;
    }

    /// <summary>Puts the records on the disk soon: a checkpoint waits for them.</summary>
    internal void RequestSync() => _record?.RequestSync();

    /// <summary>Remembers a generation. On a full disk the run goes on without, and it is tried again: the next coordinator
    /// would wait for the members of a generation before, and hear of this one from its nodes.</summary>
    internal void Remember(long generation, IReadOnlyList<NodeId> members)
    {
        _members = members.Count;
        _unwritten = null;
        if (!Try(() => _folder.Remember(generation, members))) _unwritten = (generation, members);
    }

    internal void NoteLoss(NodeId node)
    {
        _recovery.NoteLoss();
        _account.Lose(node);
    }

    internal void NoteForming(Generation generation) => _recovery.NoteForming(generation);

    /// <summary>Puts everything on the disk at the end of this attempt.</summary>
    /// <exception cref="DiskFullException">No room for the records or the summary.</exception>
    internal RunEnd Close(RunOutcome outcome)
    {
        _record?.Close();
        if (_recovery.PendingLosses > 0) Try(() => _folder.RememberLoss(_recovery.PendingLosses, recoverySeconds: 0));
        Checkpoint? checkpoint = CheckpointReader.FindLatest(_folder.Run.CheckpointsPath, _observer.Warned, DurableSteps);
        RunStatus status = outcome.Reason switch
        {
            DismissReason.Completed => RunStatus.Completed,
            DismissReason.Failed => RunStatus.Failed,
            _ => RunStatus.Interrupted,
        };
        int nodes = _members;
        // Who is known to be gone is not waited for at the next start.
        if (outcome.Reason != DismissReason.Failed) _folder.Remember(_folder.History.Generations, []);
        // The checksum is of the weights after the last step, and of no others.
        string? weightsSha256 = checkpoint?.Step == Totals.Steps ? CheckpointPosition.WeightsSha256(checkpoint) : null;
        return new RunEnd(outcome, WriteSummary(status, nodes, weightsSha256), checkpoint?.Step ?? 0);
    }

    public void Dispose() => _record?.Dispose();

    private RunSummary WriteSummary(RunStatus status, int nodes, string? weightsSha256) => _summary.Write(
        status, _shape, Totals, WallSeconds, nodes, _folder.History, weightsSha256, _account.Summarize());

    private void NoteRecovery(int losses, double seconds)
    {
        Try(() => _folder.RememberLoss(losses, seconds));
        string nodes = losses == 1 ? "a node" : $"{losses} nodes";
        _observer.ClusterChanged(new ClusterEvent(
            ClusterEventKind.Recovered, string.Create(
                CultureInfo.InvariantCulture, $"the run goes on {seconds:0.00} s after the loss of {nodes}")) { Seconds = seconds });
    }

    private void OfferWaiting()
    {
        if (_waiting.Count == 0) return;
        int taken = _record!.Append([.. _waiting]);
        for (int i = 0; i < taken; i++) _waiting.Dequeue();
    }

    private bool Try(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (DiskFullException problem)
        {
            _observer.Warned($"{problem.Message}; the run goes on, and it is tried again");
            return false;
        }
    }
}
