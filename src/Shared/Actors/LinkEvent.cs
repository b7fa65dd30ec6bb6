using Distillery.Messages;

namespace Distillery.Shared.Actors;

/// <summary>What an actor hears of the other processes of its run. The payload of a message is the actor's.</summary>
public abstract record LinkEvent(NodeId Peer);

/// <summary>A link to a peer stands, whichever end asked for it. An actor that says so itself is its peer's end of the link:
/// answer the sender.</summary>
public sealed record LinkUp(NodeId Peer) : LinkEvent(Peer);

/// <summary>A peer has said something.</summary>
public sealed record Heard(NodeId Peer, Message Message) : LinkEvent(Peer);

/// <summary>The link to a peer broke, or could not be made.</summary>
/// <param name="Reason">For people, in a few words.</param>
public sealed record LinkDown(NodeId Peer, string Reason) : LinkEvent(Peer);
