namespace Distillery.GpuNode.Protocol;

/// <summary>A step was not applied: a part of its average was overwritten by its sender while it was copied. The others have
/// gone on without this node, in a generation that it will hear of.</summary>
public sealed record AverageTorn(long Step) : WorkOutcome;
