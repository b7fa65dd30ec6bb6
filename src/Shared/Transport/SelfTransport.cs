using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;

namespace Distillery.Shared.Transport;

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
        if (peer == self) listener.Received(self, message);
        else MessageCodec.PayloadOf(message)?.Dispose();
    }

    public void Disconnect(NodeId peer)
    {
        // There is nobody else.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
