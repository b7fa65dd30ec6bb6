using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;

namespace Distillery.Shared.Transport.InProcess;

/// <summary>Where the nodes of one process find each other. Messages are handed over by reference, in the caller's thread.</summary>
/// <remarks>One lock around everything, so that no event of a link comes after its loss: listeners only enqueue, and it is
/// never held for longer. A listener may call back from within.</remarks>
public sealed class InProcessNetwork
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, ITransportListener> _listeners = [];
    private readonly HashSet<(NodeId, NodeId)> _links = [];

    /// <summary>Makes a node known to the others until the transport is disposed.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public ITransport Register(NodeId self, ITransportListener listener)
    {
        lock (_gate)
        {
            if (!_listeners.TryAdd(self, listener))
                throw new ArgumentException($"{self} is in this process already: node ids are never used again", nameof(self));
        }
        return new InProcessTransport(this, self, listener);
    }

    internal void Connect(InProcessTransport from, NodeId peer)
    {
        lock (_gate)
        {
            if (peer == from.Self || from.IsDisposed) return;
            if (!_listeners.TryGetValue(peer, out ITransportListener? other))
            {
                from.Listener.Lost(peer, $"{peer} is not in this process");
            }
            else if (_links.Add(LinkOf(from.Self, peer)))
            {
                other.Connected(from.Self);
                from.Listener.Connected(peer);
            }
        }
    }

    internal void Send(InProcessTransport from, NodeId peer, Message message)
    {
        lock (_gate)
        {
            bool isThere = !from.IsDisposed && (peer == from.Self || _links.Contains(LinkOf(from.Self, peer)));
            if (isThere) _listeners[peer].Received(from.Self, message);
            else MessageCodec.PayloadOf(message)?.Dispose();
        }
    }

    internal void Disconnect(NodeId self, NodeId peer, string reason)
    {
        lock (_gate)
        {
            if (_links.Remove(LinkOf(self, peer))) _listeners[peer].Lost(self, reason);
        }
    }

    internal void Unregister(InProcessTransport from)
    {
        lock (_gate)
        {
            if (from.IsDisposed) return;
            from.IsDisposed = true;
            foreach (NodeId peer in _listeners.Keys.Order()) Disconnect(from.Self, peer, "it has ended");
            _listeners.Remove(from.Self);
        }
    }

    private static (NodeId, NodeId) LinkOf(NodeId one, NodeId other) =>
        one.CompareTo(other) < 0 ? (one, other) : (other, one);
}
