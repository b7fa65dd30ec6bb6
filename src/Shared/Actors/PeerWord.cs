using Distillery.Messages;

namespace Distillery.Shared.Actors;

/// <summary>A control message from the actor of another node, or of the coordinator. Its sender is who to answer.</summary>
public sealed record PeerWord(NodeId Sender, ControlEnvelope Envelope);

/// <summary>The other end of a control link has ended it, or knows nothing of it.</summary>
public sealed record PeerEnded(NodeId Sender, LinkEnded Ended);
