using Distillery.Messages;
using Distillery.Messages.Generations;

namespace Distillery.Coordinator.Placement;

/// <summary>A node that ranks are to be placed on.</summary>
/// <param name="Capacity">Relative to the others, from 1.</param>
/// <param name="Previous">The ranks that it had in the generation before; none for a newcomer.</param>
public sealed record Candidate(NodeId Node, int Capacity, RankSpan Previous);
