using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Cluster;

/// <summary>A node's process: the production machine over a simulated network and toy work.</summary>
public sealed class SimulatedNode : SimulatedProcess, INodeOutbox
{
    private readonly World _world;

    /// <param name="isStrange">Its processor gives other bits than those of all other nodes.</param>
    public SimulatedNode(World world, NodeId id, NodeProfile profile, bool isStrange = false) : base(id)
    {
        (_world, IsStrange) = (world, isStrange);
        Teacher = profile.Roles.HasFlag(NodeRoles.Teacher) ? 7 : null;
        Data = profile.Roles.HasFlag(NodeRoles.Data) ? 8 : null;
        Facts = profile.Roles == NodeRoles.Data ? world.Facts.OfData() : world.Facts;
        Work = new SimulatedWork(world, this);
        Machine = new NodeMachine(id, profile, this, Work);
    }

    public NodeMachine Machine { get; }

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

    public override void Connected(NodeId peer) => Machine.Connected(peer);

    public override void Received(NodeId peer, Message message) => Machine.Receive(peer, message);

    public override void Lost(NodeId peer, string reason) => Machine.Lost(peer, reason);

    public override void Tick(long milliseconds) => Machine.Tick(milliseconds);

    public override bool IsPast(Message message) => MessageGeneration.Of(message) < Machine.Generation;

    public override string Describe() => Machine.Describe();

    public void Connect(NodeId peer, string address) => _world.Network.Connect(this, peer);

    public void Disconnect(NodeId peer) => _world.Network.Disconnect(this, peer);

    public void Send(NodeId to, Message message) => _world.Network.Send(this, to, message);

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
}
