using Distillery.Messages;

namespace Distillery.Shared.TensorLinks;

/// <summary>Who is told what a transport brings. Called from the transport's own threads, one peer's events in order; it must
/// only put them into a mailbox.</summary>
public interface ITransportListener
{
    /// <summary>A link stands, whichever end asked for it.</summary>
    void Connected(NodeId peer);

    /// <summary>A message came. The listener owns its payload, if it has one.</summary>
    void Received(NodeId peer, Message message);

    /// <summary>Asks whether there is a place for the payload of a message that is just arriving over a connection, so that it need
    /// not be copied there later. The payload that is returned comes with the message; when the link breaks before all of it is
    /// here, it is disposed and no message follows.</summary>
    /// <param name="message">All of the message but its payload, which is still empty.</param>
    /// <returns>A payload of exactly <paramref name="byteCount"/> bytes, or null for memory of the transport.</returns>
    ReceivedPayload? PlaceFor(NodeId peer, Message message, int byteCount) => null;

    /// <summary>The link broke, or could not be made. Told once a link.</summary>
    /// <param name="reason">For people, in a few words.</param>
    void Lost(NodeId peer, string reason);
}
