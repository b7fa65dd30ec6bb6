using Akka.Actor;
using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;

namespace Distillery.GpuNode;

/// <summary>Leave as soon as the others can do without this node.</summary>
internal sealed record LeaveRun(string Reason);

/// <summary>Carries a node's machine: hears the coordinator, other nodes and what its own work has come to, and does what the
/// machine says. Its children ask teachers and data nodes in other processes.</summary>
internal sealed class NodeActor : MachineActor, INodeOutbox
{
    private readonly NodeParts _parts;
    private readonly ControlPeers _control;
    private readonly CoordinatorSearch _search;
    private readonly NodeMachine _machine;
    private readonly RestingTime _resting = new();
    private NodePhase _notedPhase = NodePhase.Unloaded;

    public NodeActor(NodeParts parts) : base(parts.Time, parts.State.StartTimestamp)
    {
        _parts = parts;
        _control = new ControlPeers(parts.Self, parts.State.Links, Context);
        _search = new CoordinatorSearch(Context, parts.Tell);
        StartPool(parts.Teachers, "teachers", "teacher");
        StartPool(parts.DataNodes, "data-nodes", "data node");
        NodeSettings settings = parts.Settings;
        NodeProfile profile = new(
            settings.Name, settings.Roles, settings.Capacity, settings.AdvertisedAddress ?? parts.Transport.Address,
            settings.Times, settings.MostHeldRecords);
        if (parts.State.Machine is not null) Self.Tell(LinksAreGone.Instance);
        _machine = parts.State.Machine ??= new NodeMachine(parts.Self, profile, this, parts.Work);
        _machine.CarryOn(this);
    }

    internal static Props Props(NodeParts parts) =>
        Akka.Actor.Props.Create(() => new NodeActor(parts)).WithDispatcher(ActorDispatchers.Control);

    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(MemberLost));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void TellBroken(Exception failure)
    {
        WorkFailure words = WorkFailures.Of(failure);
        _parts.Exited.TrySetResult(new NodeExit(null, words.Problem, words.NextStep, words.IsRequestWrong, words.Cause));
    }

    protected override void Tick(long milliseconds)
    {
        _machine.Tick(milliseconds);
        _search.Tick(milliseconds);
        _parts.Settings.Located(_machine.RunId, _machine.Generation, _machine.AppliedSteps);
        Note();
    }

    protected override bool TryHandle(object message)
    {
        switch (message)
        {
            case WorkOutcome outcome: _machine.Complete(outcome); break;
            case Heard { Message: HelperMessage word } heard: DoorOf(word)?.Hear(heard); break;
            case Heard heard: Receive(heard.Peer, heard.Message); break;
            case LinkUp up: HearAtDoors(up); break;
            case LinkDown down:
                _machine.Lost(down.Peer, LossReason.Closed(down.Reason));
                HearAtDoors(down);
                break;
            case CoordinatorFound found: Meet(found); break;
            case PeerWord word: Receive(word); break;
            case PeerEnded word:
                if (_control.Receive(word) is { } reason) _machine.Lost(word.Sender, reason);
                break;
            case Terminated ended:
                if (_control.Lose(ended.ActorRef) is { } peer) _machine.Lost(peer, LossReason.Died("its actor has ended"));
                break;
            case MemberLost lost:
                foreach (NodeId gone in _control.Lose(lost.Address)) _machine.Lost(gone, lost.Reason);
                break;
            case LinksAreGone: _machine.Lost(NodeId.Coordinator, LossReason.Renewed("this process has joined the cluster anew")); break;
            case LeaveRun leave: _machine.Drain(leave.Reason); break;
            default: return false;
        }
        if (_machine.Phase != _notedPhase) Note();
        return true;
    }

    void INodeOutbox.Connect(NodeId peer, string address)
    {
        if (peer != NodeId.Coordinator) _parts.Transport.Connect(peer, address);
        else if (_parts.Settings.Coordinator is not { } coordinator) _search.Begin();
        else Self.Tell(new CoordinatorFound(ProtocolVersion.Current.Major, ProtocolVersion.Current.Minor, ""), coordinator);
    }

    void INodeOutbox.Disconnect(NodeId peer)
    {
        _control.End(peer);
        _parts.Transport.Disconnect(peer);
    }

    void INodeOutbox.Send(NodeId to, Message message)
    {
        if (to != _parts.Self) _parts.Meters.Sent(message);
        // The machine has no clock: where the time went is told beside what it says, and so is the teacher's part.
        if (message is Heartbeat heartbeat)
            message = heartbeat with { ActivitySeconds = _parts.Meters.Ledger.Seconds, Teacher = _parts.Meters.Teacher.Figures };
        if (to == NodeId.Coordinator && (_parts.Settings.Coordinator is not null || IsControl(message))) _control.Send(to, message);
        else _parts.Transport.Send(to, message);
    }

    void INodeOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // Expected after every change of members; the machine has dropped what had to be dropped.
    }

    void INodeOutbox.Tell(string text) => _parts.Tell(text);

    void INodeOutbox.Exit(NodeExit exit) => _parts.Exited.TrySetResult(exit);

    private void StartPool(TeacherDoor? door, string name, string helperName) => door?.Pool.Resolve(
        Context.ActorOf(TeacherPoolActor.Props(_parts, helperName, door), name));

    private TeacherDoor? DoorOf(HelperMessage word) => word.Role == NodeRoles.Teacher ? _parts.Teachers : _parts.DataNodes;

    private void HearAtDoors(LinkEvent heard)
    {
        _parts.Teachers?.Hear(heard);
        _parts.DataNodes?.Hear(heard);
    }

    private static bool IsControl(Message message) =>
        MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Control;

    /// <summary>Somebody leads, and has answered.</summary>
    private void Meet(CoordinatorFound found)
    {
        if (_parts.Settings.Coordinator is null && !_search.IsOn) return; // A second answer.
        _search.End();
        if (found.Major == ProtocolVersion.Current.Major)
        {
            _control.Open(NodeId.Coordinator, Sender);
            _machine.Connected(NodeId.Coordinator);
            return;
        }
        _parts.Exited.TrySetResult(new NodeExit(
            null, $"the coordinator speaks version {found.Major}.{found.Minor} of the protocol, and this program {ProtocolVersion.Current}",
            "Use the same version of Distillery on all machines.", IsRequestWrong: true));
    }

    private void Receive(PeerWord word)
    {
        (LossReason? loss, Message? message) = _control.Receive(word, Sender);
        if (loss is not null) _machine.Lost(word.Sender, loss);
        if (message is HelperMessage heard) DoorOf(heard)?.Hear(new Heard(word.Sender, heard));
        else if (message is not null) Receive(word.Sender, message);
    }

    private void Receive(NodeId peer, Message message)
    {
        if (peer != _parts.Self) _parts.Meters.Received(message);
        if (message is Welcome welcome) BeWelcome(welcome);
        _machine.Receive(peer, message);
    }

    private void BeWelcome(Welcome welcome)
    {
        _resting.Welcomed(welcome.Generation);
        _parts.Admission.Admit(welcome.DataSecret);
        if (welcome.DataAddress.Length > 0) _parts.Transport.Connect(NodeId.Coordinator, welcome.DataAddress);
    }

    /// <summary>What others may see of the machine, which only this actor touches.</summary>
    private void Note()
    {
        if (_machine.Phase != _notedPhase) _parts.Meters.Ledger.Rest(_resting.In(_machine.Phase));
        _notedPhase = _machine.Phase;
        _parts.Meters.Stand(_machine.AppliedSteps, _machine.RankCount);
        _parts.Note(_machine.Phase, _machine.IsAdmitted);
    }

    private sealed class LinksAreGone
    {
        internal static readonly LinksAreGone Instance = new();
    }
}
