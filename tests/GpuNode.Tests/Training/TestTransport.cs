using System.Runtime.InteropServices;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Transport;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Stands between a node and its transport: keeps the node at a step for as long as a test likes, or spoils what it
/// computes of one.</summary>
internal sealed class TestTransport(TestObserver observer) : ITransport, ITransportListener
{
    private readonly Lock _gate = new();
    private readonly List<(NodeId Peer, SlicePart Part)> _held = [];
    private ITransport? _transport;
    private ITransportListener? _listener;
    private int _reportSlice; // The last one that a node computes of a step.

    public NodeId Self => _transport!.Self;

    public string Address => _transport!.Address;

    internal ITransport Open(ITransportListener listener, Func<ITransportListener, ITransport> open)
    {
        _listener = listener;
        _transport = open(this);
        return this;
    }

    public void Send(NodeId peer, Message message)
    {
        if (message is Ready ready) _reportSlice = ready.Facts.SliceCount - 1;
        if (message is not SlicePart part) _transport!.Send(peer, message);
        else if (!TryHold(peer, part)) _transport!.Send(peer, observer.SpoiledSteps.Contains(part.Step) ? Spoiled(part) : part);
    }

    public void Connect(NodeId peer, string address) => _transport!.Connect(peer, address);

    public void Disconnect(NodeId peer) => _transport!.Disconnect(peer);

    public ValueTask DisposeAsync() => _transport!.DisposeAsync();

    public void Connected(NodeId peer) => _listener!.Connected(peer);

    public void Received(NodeId peer, Message message)
    {
        _listener!.Received(peer, message);
        if (message is HeartbeatReply reply && reply.DurableSteps == observer.HoldsAt && HasComputed(observer.HoldsAt))
            observer.OnIdle();
        SendReleased();
    }

    public void Lost(NodeId peer, string reason) => _listener!.Lost(peer, reason);

    private bool TryHold(NodeId peer, SlicePart part)
    {
        lock (_gate)
        {
            if (part.Step < observer.HoldsAt) return false;
            _held.Add((peer, part));
            return true;
        }
    }

    private bool HasComputed(long step)
    {
        lock (_gate) return _held.Exists(held => held.Part.Step == step && held.Part.Slice == _reportSlice);
    }

    private void SendReleased()
    {
        (NodeId Peer, SlicePart Part)[] released;
        lock (_gate)
        {
            released = [.. _held.Where(held => held.Part.Step < observer.HoldsAt)];
            _held.RemoveAll(held => held.Part.Step < observer.HoldsAt);
        }
        foreach ((NodeId peer, SlicePart part) in released) _transport!.Send(peer, part);
    }

    /// <summary>The part with other numbers in it; reports stay as they are.</summary>
    private SlicePart Spoiled(SlicePart part)
    {
        if (part.Slice == _reportSlice) return part;
        byte[] bytes = new byte[part.Payload.Bytes.Length];
        MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Fill(observer.SpoiledBy);
        return part with { Payload = new MemoryPayload(bytes) };
    }
}
