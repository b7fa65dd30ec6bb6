using Distillery.Messages;

namespace Distillery.Shared.Transport.InProcess;

/// <summary>One node's view of an <see cref="InProcessNetwork"/>.</summary>
internal sealed class InProcessTransport(InProcessNetwork network, NodeId self, ITransportListener listener) : ITransport
{
    public NodeId Self => self;

    public string Address => "";

    internal ITransportListener Listener => listener;

    /// <summary>Guarded by the network's lock.</summary>
    internal bool IsDisposed { get; set; }

    public void Connect(NodeId peer, string address) => network.Connect(this, peer);

    public void Send(NodeId peer, Message message) => network.Send(this, peer, message);

    public void Disconnect(NodeId peer) => network.Disconnect(self, peer, "it has ended the link");

    public ValueTask DisposeAsync()
    {
        network.Unregister(this);
        return ValueTask.CompletedTask;
    }
}
