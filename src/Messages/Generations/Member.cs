namespace Distillery.Messages.Generations;

/// <summary>A node's part in a generation.</summary>
/// <param name="Address">HOST:PORT for its peers; empty inside one process.</param>
/// <param name="Ranks">At least one.</param>
public sealed record Member(NodeId Node, string Address, RankSpan Ranks);
