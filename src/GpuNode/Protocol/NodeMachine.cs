using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Plans;
using Distillery.Shared.Protocol;

namespace Distillery.GpuNode.Protocol;

/// <summary>The node's side of the protocol, specified in docs/protocol.md.</summary>
/// <remarks>Deterministic: no clock, randomness, I/O or await. Input arrives through the public methods, output leaves through
/// the outbox and as orders to the work; production and tests/Simulation.Tests run this same class. One thread at a
/// time.</remarks>
public sealed partial class NodeMachine
{
    private readonly NodeId _self;
    private readonly NodeProfile _profile;
    private INodeOutbox _outbox;
    private readonly INodeWork _work;
    private readonly CoordinatorLink _link;
    private readonly HeldRecords _records = new();
    private RunPlan? _plan;
    private RunFacts? _facts;
    private ComputedBits? _bits;
    private string? _runId;
    private string? _fingerprint;
    private string? _leaveReason;
    private ulong? _teacher;
    private ulong? _data;
    private bool _isWelcome;
    private long _now;

    public NodeMachine(NodeId self, NodeProfile profile, INodeOutbox outbox, INodeWork work)
    {
        (_self, _profile, _outbox, _work) = (self, profile, outbox, work);
        _link = new CoordinatorLink(profile.Times);
    }

    public NodePhase Phase { get; private set; } = NodePhase.Unloaded;

    /// <summary>The newest generation that it was told of.</summary>
    public Generation Generation { get; private set; }

    /// <summary>Null before a coordinator has said it.</summary>
    public string? RunId => _runId;

    /// <summary>How many steps its state has behind it; null without state.</summary>
    public long? AppliedSteps { get; private set; }

    /// <summary>How many ranks it computes; 0 outside of a generation.</summary>
    public int RankCount => _placement?.RanksOf(_self).Count ?? 0;

    /// <summary>Whether a coordinator has admitted it, and the link to that stands.</summary>
    public bool IsAdmitted => _isWelcome;

    /// <summary>The first step whose record it still holds.</summary>
    public long FirstRecord => _records.First;

    private Standing Standing => new(Generation, AppliedSteps, FirstRecord);

    /// <summary>Time passes. Called often enough for the shortest time of the profile; the clock never goes back.</summary>
    public void Tick(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        if (Phase == NodePhase.Ended) return;
        if (_link.IsSilent(_now)) LoseCoordinator("it has been silent for too long");
        if (_link.IsDialDue(_now)) DialCoordinator();
        if (_link.TakeHeartbeat(_now)) SendHeartbeat();
    }

    /// <summary>Another outbox takes the place of the one before, which says nothing any more. Links of control are lost with it.</summary>
    public void CarryOn(INodeOutbox next) => _outbox = next;

    /// <summary>A link stands.</summary>
    public void Connected(NodeId peer)
    {
        if (Phase == NodePhase.Ended || peer != NodeId.Coordinator) return;
        _link.Open(_now);
        _outbox.Send(NodeId.Coordinator, new Hello(
            _profile.Name, _profile.Roles, _profile.Capacity, _profile.Address, _runId, _fingerprint, Standing));
    }

    /// <summary>A peer is lost, as far as anybody can tell, or cannot be reached. If it lives, this costs a link.</summary>
    public void Lost(NodeId peer, LossReason reason)
    {
        if (Phase == NodePhase.Ended) return;
        if (peer == NodeId.Coordinator) LoseCoordinator(reason.Text);
        else LosePeer(peer, reason.Text);
        AssertInvariants();
    }

    /// <summary>The person or the machine wants the node gone: it asks to leave, and ends once it is dismissed.</summary>
    public void Drain(string reason)
    {
        if (Phase == NodePhase.Ended || _leaveReason is not null) return;
        _leaveReason = reason;
        if (_isWelcome) _outbox.Send(NodeId.Coordinator, new Leave(reason));
        else if (AppliedSteps is null) End(new NodeExit(DismissReason.Drained, "left before it had a part in the run", ""));
    }

    public void Receive(NodeId sender, Message message)
    {
        if (Phase == NodePhase.Ended) Ignore(sender, message, "the node has ended");
        else if (sender == NodeId.Coordinator) ReceiveFromCoordinator(message);
        else ReceiveFromPeer(sender, message);
        AssertInvariants();
    }

    /// <summary>Something that was ordered from the work is done.</summary>
    public void Complete(WorkOutcome outcome)
    {
        if (Phase == NodePhase.Ended) return;
        switch (outcome)
        {
            case Loaded loaded: OnLoaded(loaded); break;
            case SliceComputed computed: OnSliceComputed(computed); break;
            case Averaged averaged: OnAveraged(averaged.Average); break;
            case Applied applied: OnApplied(applied.Record); break;
            case AverageTorn torn: OnAverageTorn(torn); break;
            case StateInstalled installed: OnStateInstalled(installed); break;
            case CheckpointDone done: OnCheckpointDone(done); break;
            case WorkBroken broken: OnWorkBroken(broken.Failure); break;
            default: throw new InvariantException($"nobody expects {outcome}");
        }
        AssertInvariants();
    }

    private void ReceiveFromCoordinator(Message message)
    {
        _link.Hear(_now);
        switch (message)
        {
            case Welcome welcome: OnWelcome(welcome); break;
            case Reject reject: End(new NodeExit(null, reject.Problem, reject.NextStep, IsRequestWrong: true)); break;
            case HeartbeatReply reply: OnHeartbeatReply(reply); break;
            case Pause pause: OnPause(pause); break;
            case CatchUp order: OnCatchUp(order); break;
            case Begin begin: OnBegin(begin); break;
            case Save save: OnSave(save); break;
            case Dismiss dismiss: OnDismiss(dismiss); break;
            case SliceAverage average: OnSliceAverage(NodeId.Coordinator, average); break; // It averages for all.
            default: Ignore(NodeId.Coordinator, message, "not addressed to a node"); break;
        }
    }

    private void ReceiveFromPeer(NodeId sender, Message message)
    {
        switch (message)
        {
            case SlicePart part: OnSlicePart(sender, part); break;
            case SliceAverage average: OnSliceAverage(sender, average); break;
            case FetchAverage fetch: OnFetchAverage(sender, fetch); break;
            case FetchState fetch: OnFetchState(sender, fetch); break;
            case StateRecords records: OnStateRecords(sender, records); break;
            case StateChunk piece: OnStateChunk(sender, piece); break;
            case FetchRefused refused: OnFetchRefused(sender, refused); break;
            default: Ignore(sender, message, "not for a peer to say"); break;
        }
    }

    private void OnWelcome(Welcome welcome)
    {
        if (welcome.Generation.Term < Generation.Term) Ignore(NodeId.Coordinator, welcome, "an older term");
        else if (_isWelcome) Ignore(NodeId.Coordinator, welcome, "it is welcome already");
        else if (_runId is not null && _runId != welcome.RunId) End(OtherRun());
        else
        {
            _isWelcome = true;
            _link.Welcome();
            _runId = welcome.RunId;
            if (Phase == NodePhase.Unloaded) Load(welcome);
            else if (Phase != NodePhase.Loading) SendReady();
        }
    }

    private static NodeExit OtherRun() => new(
        null, "the coordinator at this address has another run than the one this node has loaded",
        "Start the node again, or point --coordinator to its run.", IsRequestWrong: true);

    private void Load(Welcome welcome)
    {
        Phase = NodePhase.Loading;
        _work.Load(welcome);
    }

    private void OnLoaded(Loaded loaded)
    {
        Invariant.That(Phase == NodePhase.Loading, "a run was loaded twice");
        Phase = NodePhase.Waiting;
        (_facts, _plan, _fingerprint) = (loaded.Facts, loaded.Plan, loaded.Fingerprint);
        (_teacher, _data, _bits) = (loaded.Teacher, loaded.Data, loaded.Bits);
        if (loaded.Times is { } times) _link.Use(times);
        if (_isWelcome) SendReady();
    }

    private void SendReady()
    {
        _outbox.Send(NodeId.Coordinator, new Ready(_fingerprint!, _facts!, Standing, _teacher, _data, _bits));
        if (_leaveReason is not null) _outbox.Send(NodeId.Coordinator, new Leave(_leaveReason));
    }

    /// <summary>It is also what shows the coordinator that a word before it was lost, even the first one.</summary>
    private void SendHeartbeat() => _outbox.Send(
        NodeId.Coordinator, new Heartbeat(Standing, _isWelcome && IsReporter ? _records.TakeUnreported() : []));

    private void OnHeartbeatReply(HeartbeatReply reply)
    {
        if (reply.Generation.Term < Generation.Term)
        {
            Ignore(NodeId.Coordinator, reply, "an older term");
            return;
        }
        _records.Drop(reply.DurableSteps);
        ContinueIfHeldBack();
    }

    private void OnDismiss(Dismiss dismiss)
    {
        if (dismiss.Reason == DismissReason.Lost)
        {
            _outbox.Disconnect(NodeId.Coordinator); // It comes back after a pause that grows, with all that it holds.
            LoseCoordinator(dismiss.Text);
        }
        else End(new NodeExit(dismiss.Reason, dismiss.Text, ""));
    }

    private void OnWorkBroken(WorkFailure failure)
    {
        if (_link.IsUp) _outbox.Send(NodeId.Coordinator, new WorkFailed(failure.Problem, failure.NextStep, failure.IsFatal));
        End(new NodeExit(null, failure.Problem, failure.NextStep, failure.IsRequestWrong, failure.Cause));
    }

    private void DialCoordinator()
    {
        _link.Dial(_now);
        _outbox.Connect(NodeId.Coordinator, "");
    }

    private void LoseCoordinator(string reason)
    {
        if (!_link.IsUp && !_link.IsDialing) return;
        if (_link.IsUp) _outbox.Disconnect(NodeId.Coordinator);
        _isWelcome = false;
        _outbox.Tell($"no coordinator: {reason}; next attempt in {_link.PauseMilliseconds / 1000.0:0.0} s");
        _link.Close(_now);
    }

    private void End(NodeExit exit)
    {
        Phase = NodePhase.Ended;
        StopRunning();
        _early.Clear();
        _outbox.Exit(exit);
    }

    private void Ignore(NodeId sender, Message message, string reason)
    {
        switch (message)
        {
            case SlicePart part: part.Payload.Dispose(); break;
            case SliceAverage average: average.Payload.Dispose(); break;
            case StateChunk piece: piece.Payload.Dispose(); break;
        }
        _outbox.Ignored(sender, message, reason);
    }

    /// <summary>All that decides what the machine does next, for people and for checks; not what it has heard when.</summary>
    public string Describe() =>
        $"{Phase} {Generation} applied {AppliedSteps}{(IsStateChanging ? " changing" : "")} records {_records.First}+{_records.Count} "
        + $"order {_order?.Step}/{_order?.Ticket} computed [{string.Join(' ', _computed.Order())}] kept "
        + $"[{string.Join(' ', _kept.Order())}] parts {_collector?.Count} early {_early.Count} held back {_isHeldBack} "
        + $"catch-up {_catchUp} piece {_nextPiece} welcome {_isWelcome} leaving {_leaveReason}";

    private void AssertInvariants()
    {
        Invariant.That(_placement is null || Phase == NodePhase.Running, "a placement is kept outside of its generation");
        Invariant.That(
            Phase is not NodePhase.Running || AppliedSteps is not null, "a node without state runs");
        Invariant.That(_catchUp is null || Phase == NodePhase.CatchingUp, "an order to catch up outlived its generation");
        Invariant.That(
            AppliedSteps is null || _records.First + _records.Count == AppliedSteps, "the records do not end at the last step");
    }
}
