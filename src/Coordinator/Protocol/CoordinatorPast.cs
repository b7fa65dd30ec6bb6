using Distillery.Messages;

namespace Distillery.Coordinator.Protocol;

/// <summary>What a coordinator finds in the run folder when it starts.</summary>
/// <param name="Term">Its own: one above that of the coordinator before; from 1.</param>
/// <param name="GenerationNumber">The highest that was remembered; 0 in a fresh folder.</param>
/// <param name="Members">The nodes of that generation; empty when it is known that none lives.</param>
/// <param name="DurableSteps">Records of all earlier steps are there.</param>
/// <param name="CheckpointSteps">Applied steps of the newest complete checkpoint; 0 without one.</param>
public sealed record CoordinatorPast(
    long Term, long GenerationNumber, IReadOnlyList<NodeId> Members, long DurableSteps, long CheckpointSteps);
