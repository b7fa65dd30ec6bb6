using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks;
using Distillery.Simulation.Network;
using Distillery.Simulation.Scenarios;

namespace Distillery.Simulation.Cluster;

/// <summary>A node's process: the production machine over a simulated network and toy work.</summary>
public sealed class SimulatedNode : SimulatedProcess, INodeOutbox
{
    private readonly World _world;
    private readonly DataAdmission _admission = new();
    private int _dials;
    private long _dataLink; // The control link that stood when the data link with the coordinator was made.

    /// <param name="isStrange">Its processor gives other bits than those of all other nodes.</param>
    public SimulatedNode(World world, NodeId id, NodeProfile profile, bool isStrange = false) : base(id)
    {
        (_world, IsStrange) = (world, isStrange);
        Teacher = profile.Roles.HasFlag(NodeRoles.Teacher) ? 7 : null;
        Data = profile.Roles.HasFlag(NodeRoles.Data) ? 8 : null;
        Facts = profile.Roles == NodeRoles.Data ? world.Facts.OfData() : world.Facts;
        Work = new SimulatedWork(world, this);
        Machine = new NodeMachine(id, profile, this, Work);
        Control = new ControlEnd(
            world.Control, this, (peer, message) => world.Network.Deliver(this, peer, message), LoseCoordinator);
    }

    public NodeMachine Machine { get; }

    public ControlEnd Control { get; }

    public bool IsStrange { get; }

    public ComputedBits Bits => new(IsStrange ? 2u : 1u, Teacher: null);

    /// <summary>What it has beside the toy: a teacher's fingerprint where it teaches.</summary>
    public ulong? Teacher { get; }

    /// <summary>The same of a training set.</summary>
    public ulong? Data { get; }

    /// <summary>What it finds when it has loaded.</summary>
    public RunFacts Facts { get; }

    public SimulatedWork Work { get; }

    public NodeExit? ExitReason { get; private set; }

    public override string? Secret => _admission.Secret;

    public override string? RefusalOf(SimulatedProcess dialer) => _admission.Refusal(dialer.Secret);

    public override void Connected(NodeId peer)
    {
        // Peers have nothing to say before they are asked.
    }

    public override void Received(NodeId peer, Message message)
    {
        if (message is Welcome welcome)
        {
            _admission.Admit(welcome.DataSecret);
            ConnectDataOfCoordinator();
        }
        Machine.Receive(peer, message);
    }

    public override void Lost(NodeId peer, string reason)
    {
        if (peer == NodeId.Coordinator) Control.Lose(peer, _dataLink, LossReason.Closed(reason));
        else Machine.Lost(peer, LossReason.Closed(reason));
    }

    public override void Tick(long milliseconds) => Machine.Tick(milliseconds);

    public override bool IsPast(Message message) => MessageGeneration.Of(message) < Machine.Generation;

    public override string Describe() => Machine.Describe();

    public void Connect(NodeId peer, string address)
    {
        if (peer == NodeId.Coordinator) Dial();
        else _world.Network.Connect(this, peer);
    }

    public void Disconnect(NodeId peer)
    {
        if (peer == NodeId.Coordinator) Control.End(peer);
        _world.Network.Disconnect(this, peer);
    }

    public void Send(NodeId to, Message message)
    {
        if (MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Control) Control.Send(to, message);
        else _world.Network.Send(this, to, message);
    }

    public void Ignored(NodeId sender, Message message, string reason)
    {
        _world.Journal.Ignored.Add((Id, message.GetType().Name, reason));
        _world.Trace.Add(_world.Queue.Now, $"{Id} ignores {MessageText.Of(message)} of {sender}: {reason}");
    }

    public void Tell(string text) => _world.Trace.Add(_world.Queue.Now, $"{Id}: {text}");

    public void Exit(NodeExit exit)
    {
        ExitReason = exit;
        _world.Exited(this, exit);
    }

    /// <summary>The engine is made anew: all links are gone, the machine and its state are not.</summary>
    public void RenewEngine()
    {
        _world.Trace.Add(_world.Queue.Now, $"{Id} makes its engine anew");
        _world.Network.BreakAll(this);
        Control.Renew();
    }

    private void LoseCoordinator(NodeId peer, LossReason reason)
    {
        _world.Trace.Add(_world.Queue.Now, $"{Id} loses its coordinator: {reason}");
        Machine.Lost(peer, reason);
    }

    private void Dial()
    {
        int dial = ++_dials;
        SimulatedCoordinator? coordinator = _world.Leadership.Find();
        bool isCut = _world.Control.IsCut(Id, NodeId.Coordinator);
        _world.Queue.After(isCut ? Scenario.LossAfterMicroseconds : _world.Delay(), () => Do(() =>
        {
            if (dial != _dials) return;
            if (isCut || coordinator is not { IsAlive: true })
            {
                Machine.Lost(NodeId.Coordinator, LossReason.Closed("it cannot be reached"));
                return;
            }
            _world.Network.Disconnect(this, NodeId.Coordinator);
            Control.Open(coordinator.Control);
            Machine.Connected(NodeId.Coordinator);
        }));
    }

    /// <summary>A coordinator that averages takes slices like any averager.</summary>
    private void ConnectDataOfCoordinator()
    {
        if (!_world.AveragesAtCoordinator || Links.ContainsKey(NodeId.Coordinator)) return;
        _dataLink = Control.Links.Standing(NodeId.Coordinator) ?? 0;
        _world.Network.Connect(this, NodeId.Coordinator, Control.PeerOf(NodeId.Coordinator));
    }
}
