using Distillery.Messages.Membership;

namespace Distillery.Messages.Generations;

/// <summary>Node to coordinator: the answer to <see cref="CatchUp"/>.</summary>
/// <param name="StateHash">Over weights, buffers and optimizer state: all nodes must agree on it.</param>
public sealed record CaughtUp(Standing Standing, ulong StateHash) : Message;
