using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Protocol;

namespace Distillery.Coordinator.Protocol;

/// <summary>The coordinator's side of the protocol, specified in docs/protocol.md.</summary>
/// <remarks>Deterministic: no clock, randomness, I/O or await. Input arrives through the public methods, output leaves through
/// the outbox; production and tests/Simulation.Tests run this same class. One thread at a time.</remarks>
public sealed partial class CoordinatorMachine
{
    private readonly CoordinatorOptions _options;
    private readonly ICoordinatorOutbox _outbox;
    private readonly SortedDictionary<NodeId, NodeEntry> _nodes = [];
    private readonly HashSet<NodeId> _missing;
    private RunFacts? _facts;
    private bool _isDescribed; // Only who has a teacher knows all of the facts.
    private long? _startedAt;
    private long _now;
    private bool _isMembershipChecked; // Looking at all members after every message would cost more than all else.

    public CoordinatorMachine(CoordinatorOptions options, CoordinatorPast past, ICoordinatorOutbox outbox)
    {
        (_options, _outbox) = (options, outbox);
        Generation = new Generation(past.Term, past.GenerationNumber);
        _missing = [.. past.Members];
        _recordedSteps = _durableSteps = past.DurableSteps;
        _checkpointSteps = _publishedSteps = past.CheckpointSteps;
    }

    public CoordinatorPhase Phase { get; private set; } = CoordinatorPhase.Gathering;

    public Generation Generation { get; private set; }

    /// <summary>Whether it ended because another coordinator leads, and not with the run.</summary>
    private bool IsDeposed => Phase == CoordinatorPhase.Finished && _outcome is null;

    /// <summary>All nodes whose link stands, by name.</summary>
    public IReadOnlyList<NodeView> Nodes => [.. _nodes.Values.Select(View)];

    /// <summary>Time passes. Called often enough for the shortest of the options' times; the clock never goes back.</summary>
    public void Tick(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        if (_startedAt is null) StartClock();
        if (Phase == CoordinatorPhase.Finished) return;
        foreach (NodeEntry silent in _nodes.Values.Where(IsSilent).ToArray()) LoseSilent(silent);
        switch (Phase)
        {
            case CoordinatorPhase.Gathering: TryBeginTraining(); break;
            case CoordinatorPhase.Pausing: WatchPause(); break;
            case CoordinatorPhase.Running: WatchRun(); break;
        }
        AssertInvariants();
    }

    public void Receive(NodeId sender, Message message)
    {
        if (message is Hello hello) OnHello(sender, hello);
        else if (!_nodes.TryGetValue(sender, out NodeEntry? node)) IgnoreStranger(sender, message);
        else
        {
            node.HeardAt = _now;
            ReceiveFrom(node, message);
        }
        AssertInvariants();
    }

    /// <summary>A node is lost, as far as anybody can tell. One that lives joins again, with all that it has.</summary>
    public void Lost(NodeId node, LossReason reason)
    {
        if (Phase != CoordinatorPhase.Finished && _nodes.ContainsKey(node)) Remove(node, reason);
        AssertInvariants();
    }

    /// <summary>A person wants a node gone.</summary>
    public void Drain(NodeId node)
    {
        if (Phase != CoordinatorPhase.Finished && _nodes.TryGetValue(node, out NodeEntry? entry) && !entry.IsLeaving) LetGo(entry);
        AssertInvariants();
    }

    /// <summary>A person wants the run to stop: its state is saved first.</summary>
    public void Stop(string reason)
    {
        if (Phase == CoordinatorPhase.Finished || _stopReason is not null) return;
        _stopReason = reason;
        _outbox.Tell(new ClusterEvent(ClusterEventKind.Ending, $"stopping: {reason}"));
        Form("the run is asked to stop");
        AssertInvariants();
    }

    /// <summary>Another coordinator leads, or may: this one ends without a word, since none of its words would count.</summary>
    public void Depose(string reason)
    {
        if (Phase == CoordinatorPhase.Finished) return;
        _nodes.Clear();
        _written = null;
        Retire();
        _outbox.Deposed(reason);
    }

    /// <summary>Whoever was heard before the first tick was heard just now: until then there is no time.</summary>
    private void StartClock()
    {
        _startedAt = _now;
        foreach (NodeEntry node in _nodes.Values) node.HeardAt = _now;
    }

    private void ReceiveFrom(NodeEntry node, Message message)
    {
        if (Phase == CoordinatorPhase.Finished)
        {
            Ignore(node.Node, message, "the run is over");
            return;
        }
        switch (message)
        {
            case Ready ready: OnReady(node, ready); break;
            case Heartbeat heartbeat: OnHeartbeat(node, heartbeat); break;
            case Paused paused: OnPaused(node, paused); break;
            case CaughtUp caughtUp: OnCaughtUp(node, caughtUp); break;
            case PeerLost lost: OnPeerLost(node, lost); break;
            case Leave: OnLeave(node, message); break;
            case SlicePart part: OnSlicePart(node, part); break;
            case CheckpointWritten written: OnCheckpointWritten(node, written); break;
            case CheckpointFailed failed: OnCheckpointFailed(node, failed); break;
            case WorkFailed failed: OnWorkFailed(node, failed); break;
            default: _outbox.Ignored(node.Node, message, "not addressed to a coordinator"); break;
        }
    }

    private void OnHello(NodeId sender, Hello hello)
    {
        if (IsDeposed) _outbox.Ignored(sender, hello, "another coordinator leads");
        else if (_outcome is { } outcome) _outbox.Send(sender, new Dismiss(outcome.Reason, outcome.Text));
        else if (hello.Standing.Generation.Term > Generation.Term)
            Depose($"{sender} follows a newer coordinator (term {hello.Standing.Generation.Term}, this one is {Generation.Term})");
        else if (ReasonToReject(hello) is { } reject) Refuse(sender, hello.Name, reject);
        else if (_nodes.ContainsKey(sender)) SendWelcome(sender); // Our first Welcome was lost.
        else
        {
            _nodes.Add(sender, new NodeEntry(sender, hello, _now));
            RaiseAbove(hello.Standing.Generation);
            SendWelcome(sender);
        }
    }

    /// <summary>A node that does not know that it was given up says Hello once its link has ended.</summary>
    private void IgnoreStranger(NodeId sender, Message message)
    {
        Ignore(sender, message, "nobody has said Hello");
        if (_outcome is null) _outbox.Disconnect(sender);
    }

    private Reject? ReasonToReject(Hello hello)
    {
        if (hello.RunId is { } run && run != _options.RunId)
            return new Reject("the node belongs to another run than this coordinator", "Start the node again.");
        if (hello.Fingerprint is { } fingerprint && fingerprint != _options.Fingerprint)
            return new Reject("the node has loaded another configuration than the run's", "Start the node again.");
        return null;
    }

    private void Refuse(NodeId node, string name, Reject reject)
    {
        _outbox.Tell(
            new ClusterEvent(ClusterEventKind.NodeRejected, $"{name} ({node}) was refused: {reject.Problem}")
            { Node = node });
        _outbox.Send(node, reject);
    }

    /// <summary>Generations are told apart by their number as well as by their term, so that people see them grow.</summary>
    private void RaiseAbove(Generation seen)
    {
        if (Phase == CoordinatorPhase.Gathering && seen.Number > Generation.Number)
            Generation = Generation with { Number = seen.Number };
    }

    private void SendWelcome(NodeId node) => _outbox.Send(
        node, new Welcome(Generation, _options.RunId, _options.Config, _options.Fingerprint, _options.RunFolder)
        {
            DataSecret = _options.DataSecret, DataAddress = _options.DataAddress,
        });

    private void OnReady(NodeEntry node, Ready ready)
    {
        if (node.IsReady)
        {
            _outbox.Ignored(node.Node, ready, "it is ready already");
            return;
        }
        if ((LearnFacts(node, ready) ?? OtherBits(node, ready.Bits)) is { } reject)
        {
            Forget(node.Node);
            Refuse(node.Node, node.Hello.Name, reject);
            return;
        }
        node.IsReady = true;
        node.Bits = ready.Bits;
        if (ready.Teacher is not null) node.Serves |= NodeRoles.Teacher;
        if (ready.Data is not null) node.Serves |= NodeRoles.Data;
        node.Standing = ready.Standing;
        _missing.Remove(node.Node);
        string state = ready.Standing.AppliedSteps is { } steps ? $"with the state of step {steps}" : "without state";
        if (!node.Trains) state = node.Teaches ? "as a teacher" : "as a data node";
        _outbox.Tell(
            new ClusterEvent(ClusterEventKind.NodeJoined, $"{node.Hello.Name} ({node.Node}) is ready, {state}")
            { Node = node.Node });
        SendRosters(node);
        UpdateRosters();
    }

    private void OnLeave(NodeEntry node, Message leave)
    {
        if (node.IsLeaving) _outbox.Ignored(node.Node, leave, "it is leaving already");
        else LetGo(node);
    }

    private void LetGo(NodeEntry node)
    {
        node.IsLeaving = true;
        UpdateRosters();
        bool mayBeTheLastWithState = Phase == CoordinatorPhase.Gathering && node.IsReady && node.Standing.AppliedSteps is not null;
        if (mayBeTheLastWithState || (Phase == CoordinatorPhase.Running && IsParticipant(node.Node)))
            Form($"{node.Hello.Name} leaves");
        else if (!IsParticipant(node.Node)) DismissDrained(node);
    }

    private void DismissDrained(NodeEntry node)
    {
        Forget(node.Node);
        _outbox.Send(node.Node, new Dismiss(DismissReason.Drained, "all it held has been handed over"));
        _outbox.Tell(
            new ClusterEvent(ClusterEventKind.NodeDrained, $"{node.Hello.Name} ({node.Node}) has left")
            { Node = node.Node });
    }

    private void OnPeerLost(NodeEntry node, PeerLost lost)
    {
        if (lost.Generation != Generation) _outbox.Ignored(node.Node, lost, $"the generation is {Generation}");
        else if (Phase is not (CoordinatorPhase.Running or CoordinatorPhase.CatchingUp))
            _outbox.Ignored(node.Node, lost, "nobody needs the link now");
        else if (!IsParticipant(lost.Peer)) _outbox.Ignored(node.Node, lost, "that node has no part in this");
        else if (_linkFailures.Add(node.Node, lost.Peer, HasState) is { } unreachable)
        {
            _outbox.Send(unreachable, new Dismiss(DismissReason.Lost, "other nodes cannot reach it"));
            Remove(unreachable, new LossReason(LossCause.Unreachable, "other nodes cannot reach it"));
        }
        else Form($"{node.Node} cannot reach {lost.Peer}: {lost.Reason}");
    }

    private bool HasState(NodeId node) => _nodes.TryGetValue(node, out NodeEntry? entry) && entry.Standing.AppliedSteps is not null;

    private bool IsSilent(NodeEntry node) => _now - node.HeardAt > _options.LossAfterMilliseconds;

    private void LoseSilent(NodeEntry node)
    {
        if (!_nodes.ContainsKey(node.Node)) return;
        _outbox.Disconnect(node.Node);
        Remove(node.Node, LossReason.Silent(_now - node.HeardAt));
    }

    private void Remove(NodeId node, LossReason reason)
    {
        NodeEntry entry = _nodes[node];
        Forget(node);
        _outbox.Tell(
            new ClusterEvent(ClusterEventKind.NodeLost, $"{entry.Hello.Name} ({node}) is lost: {reason}")
            { Node = node, Cause = reason.Cause });
        if (IsParticipant(node) && Phase != CoordinatorPhase.Gathering) Form($"{entry.Hello.Name} is lost");
    }

    private void Forget(NodeId node)
    {
        _nodes.Remove(node);
        _isMembershipChecked = false;
        UpdateRosters();
    }

    private void OnWorkFailed(NodeEntry node, WorkFailed failed)
    {
        if (failed.IsFatal) End(new RunOutcome(DismissReason.Failed, failed.Problem, failed.NextStep));
        else Remove(node.Node, new LossReason(LossCause.Failed, failed.Problem));
    }

    /// <summary>All that decides what the machine does next, for people and for checks; not what it has heard when.</summary>
    public string Describe() =>
        $"{Phase} {Generation} {_purpose} step {_step} records {_recordedSteps}/{_durableSteps} checkpoint {_checkpointSteps} "
        + $"saver {_saver} written {_written} unanswered [{string.Join(' ', _unanswered)}] behind [{string.Join(' ', _behind)}] "
        + $"parts {_collector?.Count} participants [{string.Join(' ', _participants)}] chosen [{string.Join(' ', _chosen)}] nodes ["
        + string.Join(' ', _nodes.Values.Select(node =>
            $"{node.Node}:{(node.IsReady ? "ready" : "new")}{(node.IsLeaving ? ",leaving" : "")}:{node.Ranks}:{node.Standing}"))
        + "]";

    private NodeView View(NodeEntry node)
    {
        string state = node switch
        {
            { IsReady: false } => "loading",
            { IsLeaving: true } => "leaving",
            { HasNetworks: false } => "preparing",
            { Trains: false } => "teaching",
            _ when !IsParticipant(node.Node) => "standby",
            _ => Phase == CoordinatorPhase.Running ? "training" : "paused",
        };
        return new NodeView(
            node.Node, node.Hello.Name, node.Hello.Address, node.Hello.Roles, state, node.Ranks,
            node.Standing.AppliedSteps, _now - node.HeardAt)
        {
            TeacherState = TeacherStateOf(node),
            Teacher = node.Teacher,
        };
    }

    private void AssertInvariants()
    {
        Invariant.That(_durableSteps <= _recordedSteps, "more records are on the disk than were written");
        if (!_isMembershipChecked) AssertMembership();
        Invariant.That(Phase == CoordinatorPhase.CatchingUp || _behind.Count == 0, "a node is waited for in vain");
        Invariant.That((Phase == CoordinatorPhase.Saving) == (_saver is not null), "nobody saves, or somebody too many");
    }
    private void AssertMembership()
    {
        Invariant.That(
            Phase is CoordinatorPhase.Gathering or CoordinatorPhase.Finished || _participants.All(_nodes.ContainsKey),
            "a generation counts on a node that is gone");
        _isMembershipChecked = true;
    }
}
