using System.Runtime.InteropServices;
using Akka.Actor;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Actors;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Stands between a node and its coordinator, and between the node and itself: keeps it at a step for as long as a test
/// likes, or spoils what it computes of one.</summary>
internal sealed class TestTransport(NodeId self, TestObserver observer) : ITransport
{
    private readonly Lock _gate = new();
    private readonly List<SlicePart> _held = [];
    private ITransportListener? _listener;
    private int _reportSlice; // The last one that a node computes of a step.

    public NodeId Self => self;

    public string Address => "";

    /// <summary>What the node takes for its coordinator.</summary>
    internal IActorRef Between(ActorSystem system, IActorRef coordinator) =>
        system.ActorOf(Props.Create(() => new Relay(this, coordinator)));

    internal ITransport Open(ITransportListener listener)
    {
        _listener = listener;
        return this;
    }

    /// <summary>All that a node says here it says to itself.</summary>
    public void Send(NodeId peer, Message message)
    {
        if (message is not SlicePart part) _listener!.Received(self, message);
        else if (!TryHold(part)) _listener!.Received(self, observer.SpoiledSteps.Contains(part.Step) ? Spoiled(part) : part);
    }

    public void Connect(NodeId peer, string address)
    {
    }

    public void Disconnect(NodeId peer)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Pass(Message message)
    {
        if (message is Ready ready) _reportSlice = ready.Facts.SliceCount - 1;
        if (message is HeartbeatReply reply && reply.DurableSteps == observer.HoldsAt && HasComputed(observer.HoldsAt))
            observer.OnIdle();
        SendReleased();
    }

    private bool TryHold(SlicePart part)
    {
        lock (_gate)
        {
            if (part.Step < observer.HoldsAt) return false;
            _held.Add(part);
            return true;
        }
    }

    private bool HasComputed(long step)
    {
        lock (_gate) return _held.Exists(held => held.Step == step && held.Slice == _reportSlice);
    }

    private void SendReleased()
    {
        SlicePart[] released;
        lock (_gate)
        {
            released = [.. _held.Where(held => held.Step < observer.HoldsAt)];
            _held.RemoveAll(held => held.Step < observer.HoldsAt);
        }
        foreach (SlicePart part in released) _listener!.Received(self, part);
    }

    /// <summary>The part with other numbers in it; reports stay as they are.</summary>
    private SlicePart Spoiled(SlicePart part)
    {
        if (part.Slice == _reportSlice) return part;
        byte[] bytes = new byte[part.Payload.Bytes.Length];
        MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Fill(observer.SpoiledBy);
        return part with { Payload = new MemoryPayload(bytes) };
    }

    private sealed class Relay(TestTransport transport, IActorRef coordinator) : UntypedActor
    {
        private IActorRef? _node;

        protected override void PreStart() => Context.Watch(coordinator);

        protected override void OnReceive(object message)
        {
            if (message is PeerWord word) transport.Pass(word.Envelope.Message);
            if (message is Terminated) Context.Stop(Self);
            else if (Sender.Equals(coordinator)) _node.Tell(message);
            else
            {
                _node = Sender;
                coordinator.Tell(message);
            }
        }
    }
}
