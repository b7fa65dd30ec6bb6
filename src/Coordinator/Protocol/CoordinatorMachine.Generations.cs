using Distillery.Coordinator.Placement;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Shared.Protocol;

namespace Distillery.Coordinator.Protocol;

/// <content>Forming generations: pause, find the common step, catch up, begin.</content>
public sealed partial class CoordinatorMachine
{
    private readonly LinkFailures _linkFailures = new();
    private readonly SortedSet<NodeId> _participants = [];
    private readonly SortedSet<NodeId> _unanswered = [];
    private readonly SortedSet<NodeId> _behind = [];
    private readonly SortedSet<NodeId> _chosen = [];
    private Purpose _purpose;
    private long _step;
    private string _stepReason = "";
    private long _pausedAt;
    private long _progressAt;
    private long _stallMilliseconds;
    private string _waitingFor = "";
    private bool _awaitsState;

    private bool IsParticipant(NodeId node) => _participants.Contains(node);

    private void TryBeginTraining()
    {
        int ready = _nodes.Values.Count(node => node.CanTrain);
        bool isComplete = _awaitsState
            ? _nodes.Values.Any(node => node.CanTrain && HoldsStep(node))
            : _missing.Count == 0 && ready >= Math.Min(_options.ExpectedNodes, _options.RankCount);
        Readiness readiness = Readiness.Of(
            _options, ready, isComplete, _stopReason is not null, LacksTeacher, _now - _startedAt!.Value);
        if (readiness.MayBegin) Form(readiness.Reason!, readiness.IsLate);
        else if (readiness.Reason is { } reason) TellWaiting(reason);
    }

    /// <summary>Whether a node has the state that the last generation began with, or a later one.</summary>
    private bool HoldsStep(NodeEntry node) => node.Standing.AppliedSteps >= _step;

    /// <summary>All that have the state are gone, perhaps only out of reach: a checkpoint is gone back to when they do not
    /// come back in time.</summary>
    private bool ShouldAwaitState() =>
        _purpose == Purpose.Train && _appliedSteps > _checkpointSteps && !_participants.Any(node => HoldsStep(_nodes[node]));

    private void AwaitState()
    {
        _awaitsState = true;
        _startedAt = _now;
        TellWaiting($"waiting for a node with the state of step {_step}: those that had it are lost");
        StandStill();
    }

    /// <summary>Steps stand still, and no new generation would help.</summary>
    private void AwaitTeacher()
    {
        _progressAt = _now;
        TellWaiting("waiting for a node with a teacher");
    }

    private void TellWaiting(string text)
    {
        if (text == _waitingFor) return;
        _waitingFor = text;
        _outbox.Tell(new ClusterEvent(ClusterEventKind.Waiting, text));
    }

    /// <summary>Starts a new generation, whatever became of the one before.</summary>
    /// <param name="isLate">Whether nodes that are out of reach have been waited for.</param>
    private void Form(string reason, bool isLate = false)
    {
        Generation = Generation with { Number = Generation.Number + 1 };
        Formation formation = Formation.Of(_nodes.Values, _options, isStopping: _stopReason is not null);
        _purpose = formation.Purpose;
        _isMembershipChecked = false;
        _behind.Clear();
        _unanswered.Clear();
        _chosen.Clear();
        _participants.Clear();
        _saver = null;
        _retryAt = null;
        _waitingFor = "";
        _awaitsState = false;
        ForgetParts();
        _chosen.UnionWith(formation.Members);
        _participants.UnionWith(formation.Participants);
        if (!isLate && ShouldAwaitState()) AwaitState();
        else if (formation.IsEmpty) StandStill();
        else
        {
            Phase = CoordinatorPhase.Pausing;
            _pausedAt = _now;
            _unanswered.UnionWith(_participants);
            _outbox.Tell(new ClusterEvent(ClusterEventKind.GenerationForming, $"generation {Generation}: {reason}; {formation.Reason}"));
            foreach (NodeId node in _participants) _outbox.Send(node, new Pause(Generation));
        }
    }

    /// <summary>With nobody to ask there is nothing to save either.</summary>
    private void StandStill()
    {
        Phase = CoordinatorPhase.Gathering;
        _participants.Clear();
        if (_purpose == Purpose.Stop) Conclude();
    }

    private void WatchPause()
    {
        if (_now - _pausedAt <= _options.StallAfterMilliseconds) return;
        NodeId silent = _unanswered.Min;
        _outbox.Send(silent, new Dismiss(DismissReason.Lost, "it did not pause"));
        Remove(silent, new LossReason(LossCause.Silent, "it lives and does not pause"));
    }

    private void OnPaused(NodeEntry node, Paused paused)
    {
        if (paused.Standing.Generation != Generation)
            _outbox.Ignored(node.Node, paused, $"the generation is {Generation}");
        else if (Phase != CoordinatorPhase.Pausing || !_unanswered.Remove(node.Node))
            _outbox.Ignored(node.Node, paused, "nobody waits for it");
        else
        {
            node.Standing = paused.Standing;
            if (_unanswered.Count == 0) Align();
        }
    }

    /// <summary>All have answered: finds the step to go on from, and brings those there that are not.</summary>
    private void Align()
    {
        NodeEntry[] participants = [.. _participants.Select(node => _nodes[node])];
        NodeEntry[] holders = [.. participants.Where(node => node.CanBeFollowed(_recordedSteps))];
        long best = CommonStep.BestOf(holders);
        if ((_purpose is Purpose.Train or Purpose.Stop) && best == EndSteps) _purpose = Purpose.Complete;
        if (_purpose == Purpose.Train) BringUp(CommonStep.Of(participants, _chosen, _recordedSteps, _checkpointSteps));
        else Save(holders.FirstOrDefault(node => node.Standing.AppliedSteps == best), best);
    }

    private void BringUp(CommonStep common)
    {
        (_step, _stepReason) = (common.Step, common.Reason);
        if (_step < _recordedSteps) TruncateRecords(_step);
        Phase = CoordinatorPhase.CatchingUp;
        _behind.UnionWith(common.Behind.Select(one => one.Node));
        foreach (CatchingUp one in common.Behind)
        {
            string address = one.Donor is { } donor ? _nodes[donor].Hello.Address : "";
            _outbox.Send(one.Node, new CatchUp(Generation, one.Kind, _step, one.Donor, address));
        }
        if (_behind.Count == 0) Begin();
    }

    private void OnCaughtUp(NodeEntry node, CaughtUp caughtUp)
    {
        if (caughtUp.Standing.Generation != Generation)
            _outbox.Ignored(node.Node, caughtUp, $"the generation is {Generation}");
        else if (!_behind.Contains(node.Node)) _outbox.Ignored(node.Node, caughtUp, "nobody waits for it");
        else if (caughtUp.Standing.AppliedSteps != _step) _outbox.Ignored(node.Node, caughtUp, $"the step is {_step}");
        else
        {
            node.Standing = caughtUp.Standing;
            _behind.Remove(node.Node);
            if (_behind.Count == 0) Begin();
        }
    }

    private void Begin()
    {
        IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place(
            [.. _chosen.Select(node => new Candidate(node, _nodes[node].Hello.Capacity, _nodes[node].Ranks))],
            _options.RankCount);
        foreach (NodeEntry node in _nodes.Values) node.Ranks = default;
        foreach ((Candidate candidate, RankSpan ranks) in places) _nodes[candidate.Node].Ranks = ranks;
        Member[] members = [.. places.Select(place =>
            new Member(place.Candidate.Node, _nodes[place.Candidate.Node].Hello.Address, place.Ranks))];
        NodeId[] averagers = _options.AveragesAtCoordinator
            ? [NodeId.Coordinator] : [.. members.Take(_facts!.SliceCount).Select(member => member.Node)];
        Messages.Generations.Placement placement = new(members, averagers);
        Phase = CoordinatorPhase.Running;
        (_progressAt, _appliedSteps) = (_now, _step);
        if (_options.AveragesAtCoordinator) ExpectParts(members);
        _outbox.Remember(Generation.Number, [.. _chosen]);
        foreach (NodeId node in _chosen) _outbox.Send(node, new Begin(Generation, _step, _durableSteps, placement));
        foreach (NodeId node in _participants.Except(_chosen).ToArray()) DismissDrained(_nodes[node]);
        _participants.IntersectWith(_chosen);
        string nodes = members.Length == 1 ? "1 node" : $"{members.Length} nodes";
        _outbox.Tell(new ClusterEvent(
            ClusterEventKind.GenerationBegun, $"generation {Generation} goes on from step {_step} with {nodes}: {_stepReason}"));
    }

    /// <summary>Looks for reasons to change a generation that runs: newcomers, leavers, and steps that do not come.</summary>
    private void WatchRun()
    {
        bool hasAdvanced = _appliedSteps > _step; // Newcomers one after the other would else keep the others from any step.
        bool canGrow = hasAdvanced && _participants.Count < _options.RankCount
            && _nodes.Values.Any(node => node.CanTrain && !IsParticipant(node.Node));
        if (_retryAt is { } retryAt)
        {
            if (_now >= retryAt) Form("the last checkpoint is tried again"); // All else is done.
        }
        else if (canGrow) Form("a node joins");
        else if (_participants.Any(node => _nodes[node].IsLeaving)) Form("a node leaves");
        else if (LacksTeacher) AwaitTeacher();
        else if (_now - _progressAt > Math.Max(_stallMilliseconds, _options.StallAfterMilliseconds))
        {
            _stallMilliseconds = 2 * Math.Max(_stallMilliseconds, _options.StallAfterMilliseconds);
            Form($"no step for {(_now - _progressAt) / 1000.0:0.0} s");
        }
    }
}
