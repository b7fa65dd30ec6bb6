using Distillery.Messages;
using Distillery.Shared.TensorLinks;

namespace Distillery.Shared.Actors;

/// <summary>Hands what a transport brings to an actor.</summary>
/// <param name="placeFor">Finds a place for the payload of a message that is just arriving; called from the transport's threads.</param>
public sealed class LinkListener(LateRef actor, Func<Message, int, ReceivedPayload?> placeFor) : ITransportListener
{
    public void Connected(NodeId peer) => actor.Tell(new LinkUp(peer));

    public void Received(NodeId peer, Message message) => actor.Tell(new Heard(peer, message));

    public ReceivedPayload? PlaceFor(NodeId peer, Message message, int byteCount) => placeFor(message, byteCount);

    public void Lost(NodeId peer, string reason) => actor.Tell(new LinkDown(peer, reason));
}
