using Distillery.Messages.Membership;

namespace Distillery.Messages.Generations;

/// <summary>Node to coordinator: the answer to <see cref="Pause"/>. From here to <see cref="Begin"/> its standing changes
/// by <see cref="CatchUp"/> alone.</summary>
/// <param name="Standing">With the generation that it was paused for.</param>
public sealed record Paused(Standing Standing) : Message;
