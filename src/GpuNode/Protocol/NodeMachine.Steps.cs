using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Protocol;

/// <content>Within a generation: one step after the other.</content>
public sealed partial class NodeMachine
{
    private readonly HashSet<NodeId> _lostPeers = [];
    private readonly HashSet<int> _computed = [];
    private readonly HashSet<int> _kept = [];
    private Placement? _placement;
    private HashSet<NodeId> _averagers = [];
    private SliceCollector? _collector;
    private ComputeOrder? _order;
    private long _orders;
    private long _begunAt;
    private bool _isApplying;
    private bool _isInstalling;
    private bool _isHeldBack;

    /// <summary>Whether the average of the last applied step is still in memory, for a node that lacks it.</summary>
    private bool HasAverage { get; set; }

    /// <summary>Whether the work is changing the state: until it is done, nobody can say what the state is.</summary>
    private bool IsStateChanging => _isApplying || _isInstalling;

    private bool IsReporter => _placement?.Reporter == _self;

    private void OnBegin(Begin begin)
    {
        if (begin.Generation != Generation) Ignore(NodeId.Coordinator, begin, $"the generation is {Generation}");
        else if (Phase == NodePhase.Running) Ignore(NodeId.Coordinator, begin, "it has begun");
        else if (Phase != NodePhase.Paused) Ignore(NodeId.Coordinator, begin, "not paused");
        else
        {
            Invariant.That(AppliedSteps == begin.Step, $"generation {Generation} begins at step {begin.Step}, not here");
            Phase = NodePhase.Running;
            _placement = begin.Placement;
            _begunAt = begin.Step;
            _records.Drop(begin.DurableSteps);
            _records.ReportFrom(begin.DurableSteps);
            _averagers = [.. begin.Placement.Averagers];
            foreach (Member member in begin.Placement.Members.Where(IsNeeded)) _outbox.Connect(member.Node, member.Address);
            _collector = new SliceCollector(_averagers.Contains(_self) ? SubtreesOf(begin.Placement) : new HashSet<RankSpan>());
            foreach ((NodeId sender, SlicePart part) in _early.Take(Generation)) OnSlicePart(sender, part);
            // The last checkpoint may have been lost on its way with the one who wrote it.
            if (IsReporter && begin.Step == _plan!.TotalSteps) _work.WriteCheckpoint(begin.Step);
            StartStep();
        }
    }

    /// <summary>Slices pass between averagers and members; two members that average nothing have nothing to say to each other.
    /// </summary>
    private bool IsNeeded(Member member) =>
        member.Node != _self && (_averagers.Contains(_self) || _averagers.Contains(member.Node));

    private HashSet<RankSpan> SubtreesOf(Placement placement) =>
        [.. placement.Members.SelectMany(member => RankTree.Subtrees(member.Ranks, _plan!.RankCount))];

    /// <summary>Goes on with the next step, unless all are done or the coordinator's disk has fallen behind.</summary>
    private void StartStep()
    {
        long step = AppliedSteps!.Value;
        ExpectAverageOf(step);
        _isHeldBack = false;
        if (step == _plan!.EndSteps) return;
        if (_records.Count >= _profile.MostHeldRecords) _isHeldBack = true;
        else Contribute(step);
    }

    private void ContinueIfHeldBack()
    {
        if (_isHeldBack) StartStep();
    }

    /// <summary>Sends what is computed of the step, and orders the rest.</summary>
    private void Contribute(long step)
    {
        IReadOnlyList<RankSpan> subtrees = RankTree.Subtrees(_placement!.RanksOf(_self), _plan!.RankCount);
        if (_order is { } order && order.Step == step && order.Subtrees.SequenceEqual(subtrees))
        {
            foreach (int slice in _computed.Order()) SendParts(slice);
            return;
        }
        _computed.Clear();
        _order = new ComputeOrder(++_orders, step, subtrees, _plan.IsEvaluationDue(step), _plan.IsHashDue(step));
        _work.Compute(_order);
    }

    private void OnSliceComputed(SliceComputed computed)
    {
        if (_order is not { } order || computed.Ticket != order.Ticket) return; // Given up.
        Invariant.That(_computed.Add(computed.Slice), $"slice {computed.Slice} was computed twice");
        if (Phase == NodePhase.Running && !_isHeldBack && order.Step == AppliedSteps) SendParts(computed.Slice);
    }

    private void SendParts(int slice)
    {
        NodeId averager = _placement!.AveragerOf(slice);
        foreach (RankSpan subtree in _order!.Subtrees)
        {
            Payload payload = _work.Contribution(_order.Step, slice, subtree);
            _outbox.Send(averager, new SlicePart(Generation, _order.Step, slice, subtree, payload));
        }
    }

    private void OnSlicePart(NodeId sender, SlicePart part)
    {
        if (part.Generation < Generation) Ignore(sender, part, $"generation {Generation} is newer");
        else if (part.Generation > Generation || Phase != NodePhase.Running) HoldEarly(sender, part);
        else if (_placement!.AveragerOf(part.Slice) != _self) Ignore(sender, part, "another node averages this slice");
        else if (part.Step < AppliedSteps) Ignore(sender, part, "the step is applied");
        else if (part.Step > AppliedSteps + 1) Ignore(sender, part, "nobody can be that far ahead");
        else if (_collector!.TryAdd(part) is { } reason) Ignore(sender, part, reason);
        else if (_collector.TakeComplete(part.Step, part.Slice) is { } parts)
            _work.Average(Generation, part.Step, part.Slice, parts);
    }

    private void HoldEarly(NodeId sender, SlicePart part)
    {
        if (_early.TryAdd(sender, part) is { } reason) Ignore(sender, part, reason);
    }

    private void OnAveraged(SliceAverage average)
    {
        if (Phase != NodePhase.Running || average.Generation != Generation || average.Step != AppliedSteps) return;
        foreach (Member member in _placement!.Members) _outbox.Send(member.Node, average);
    }

    private void ExpectAverageOf(long step)
    {
        _kept.Clear();
        for (int slice = 0; slice < _plan!.FirstSliceOf(step); slice++) _kept.Add(slice);
    }

    private void OnSliceAverage(NodeId sender, SliceAverage average)
    {
        bool isAwaited = Phase == NodePhase.Running || IsAwaited(CatchUpKind.Average, sender, average.Generation);
        if (average.Generation != Generation) Ignore(sender, average, $"the generation is {Generation}");
        else if (!isAwaited) Ignore(sender, average, "nobody asked for it");
        else if (average.Step != AppliedSteps || IsStateChanging) Ignore(sender, average, "the step is applied");
        else if (Phase == NodePhase.Running && _placement!.AveragerOf(average.Slice) != sender)
            Ignore(sender, average, "another node averages this slice");
        else if (!_kept.Add(average.Slice)) Ignore(sender, average, "it is here already");
        else
        {
            _work.Keep(average);
            if (_kept.Count == _plan!.SliceCount) Apply(average.Step);
        }
    }

    private void Apply(long step)
    {
        _isApplying = true;
        _work.Apply(Generation, step);
    }

    private void OnApplied(StepRecord record)
    {
        Invariant.That(_isApplying && record.Step == AppliedSteps, $"step {record.Step} was applied out of turn");
        _isApplying = false;
        HasAverage = true;
        _records.Add(record);
        AppliedSteps = record.Step + 1;
        ForgetContributions();
        if (Phase == NodePhase.Running) OnStepDone();
        else if (_catchUp is not null) SendCaughtUp(0);
        else if (Phase == NodePhase.Paused) AnswerPause();
    }

    /// <summary>The sender writes there only once it knows that a generation without this node goes on: its coordinator will
    /// say so, and until then the state and what was contributed stay.</summary>
    private void OnAverageTorn(AverageTorn torn)
    {
        Invariant.That(_isApplying && torn.Step == AppliedSteps, $"step {torn.Step} was to be applied out of turn");
        _isApplying = false;
        ExpectAverageOf(torn.Step);
        if (Phase == NodePhase.Paused) AnswerPause();
    }

    private void OnStepDone()
    {
        _collector!.Forget(AppliedSteps!.Value);
        if (IsReporter && _plan!.IsCheckpointDue(AppliedSteps.Value)) _work.WriteCheckpoint(AppliedSteps.Value);
        // The coordinator hears at once that a generation works, and that the run is at its end.
        if (_isWelcome && (AppliedSteps == _begunAt + 1 || AppliedSteps == _plan!.EndSteps)) SendHeartbeat();
        StartStep();
    }

    private void ForgetContributions()
    {
        _order = null;
        _computed.Clear();
    }
}
