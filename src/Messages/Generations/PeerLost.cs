namespace Distillery.Messages.Generations;

/// <summary>Node to coordinator: a peer that it needs in this generation cannot be reached from here.</summary>
public sealed record PeerLost(Generation Generation, NodeId Peer, string Reason) : Message;
