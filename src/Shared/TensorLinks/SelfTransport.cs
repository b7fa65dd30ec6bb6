using Distillery.Messages;

namespace Distillery.Shared.TensorLinks;

/// <summary>The way of a node to itself, where no other process takes part in the run.</summary>
public sealed class SelfTransport(NodeId self, ITransportListener listener) : ITransport
{
    public NodeId Self => self;

    public string Address => "";

    public void Connect(NodeId peer, string address)
    {
        if (peer != self) listener.Lost(peer, $"{peer} is not in this process");
    }

    public void Send(NodeId peer, Message message)
    {
        Invariant.That(peer == self, $"a message for {peer} has no way out of this process");
        listener.Received(self, message);
    }

    public void Disconnect(NodeId peer)
    {
        // There is nobody else.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
