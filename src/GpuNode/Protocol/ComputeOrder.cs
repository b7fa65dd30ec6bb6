using Distillery.Messages.Generations;

namespace Distillery.GpuNode.Protocol;

/// <summary>What a node computes in a step.</summary>
/// <param name="Ticket">Comes back with the outcomes.</param>
/// <param name="Subtrees">Of the rank tree; together they are the node's ranks.</param>
/// <param name="Evaluates">The ranks' shares of the validation set are evaluated too, before the gradient.</param>
/// <param name="HashesWeights">The reports bring the weights' hash.</param>
public sealed record ComputeOrder(
    long Ticket, long Step, IReadOnlyList<RankSpan> Subtrees, bool Evaluates, bool HashesWeights);
