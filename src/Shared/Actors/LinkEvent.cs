using Distillery.Messages;

namespace Distillery.Shared.Actors;

/// <summary>What an actor hears from its transport, and what a node's actor hands on to those that ask and answer. The payload of a
/// message is the receiver's.</summary>
public abstract record LinkEvent(NodeId Peer);

/// <summary>A link to a peer stands, whichever end asked for it.</summary>
public sealed record LinkUp(NodeId Peer) : LinkEvent(Peer);

/// <summary>A peer has said something.</summary>
public sealed record Heard(NodeId Peer, Message Message) : LinkEvent(Peer);

/// <summary>The link to a peer broke, or could not be made.</summary>
/// <param name="Reason">For people, in a few words.</param>
public sealed record LinkDown(NodeId Peer, string Reason) : LinkEvent(Peer);
