using Distillery.Messages;

namespace Distillery.Shared.TensorLinks;

/// <summary>The data plane between the processes of a run: carries messages of <see cref="MessagePlane.Bulk"/>, and any
/// message to oneself.</summary>
/// <remarks>Towards one peer, messages arrive in the order of sending, each at most once, until the link breaks; then both ends
/// are told by <see cref="ITransportListener.Lost"/>, and everything that was under way is gone. A peer that is silent for longer
/// than the configured time counts as a broken link. Any thread may call.</remarks>
public interface ITransport : IAsyncDisposable
{
    /// <summary>The name under which the others know this process.</summary>
    NodeId Self { get; }

    /// <summary>Where peers reach this process: HOST:PORT with the real port; empty inside one process.</summary>
    string Address { get; }

    /// <summary>Tells where a peer is. The link is made at the first message or now, and nothing happens where one stands
    /// already. That it cannot be made is told as <see cref="ITransportListener.Lost"/>.</summary>
    /// <param name="address">HOST:PORT; unused inside one process.</param>
    void Connect(NodeId peer, string address);

    /// <summary>Hands a message over; never waits. A message to a peer without link is dropped, for its loss was told
    /// or its link was never asked for.</summary>
    void Send(NodeId peer, Message message);

    /// <summary>Ends the link, without a word to the listener here; the other end is told of the loss.</summary>
    void Disconnect(NodeId peer);
}
