using Distillery.Messages;

namespace Distillery.Shared.Transport;

/// <summary>Who is told what a transport brings. Called from the transport's own threads, one peer's events in order; it must
/// only put them into a mailbox.</summary>
public interface ITransportListener
{
    /// <summary>A link stands, whichever end asked for it.</summary>
    void Connected(NodeId peer);

    /// <summary>A message came. The listener owns its payload, if it has one.</summary>
    void Received(NodeId peer, Message message);

    /// <summary>The link broke, or could not be made. Told once a link.</summary>
    /// <param name="reason">For people, in a few words.</param>
    void Lost(NodeId peer, string reason);
}
