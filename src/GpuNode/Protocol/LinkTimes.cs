namespace Distillery.GpuNode.Protocol;

/// <summary>How a node and its coordinator keep in touch, in milliseconds. The run's configuration says it; until a node
/// knows that, it uses its own.</summary>
/// <param name="LossAfterMilliseconds">Silence of the coordinator after which the link counts as broken.</param>
public sealed record LinkTimes(long HeartbeatMilliseconds, long LossAfterMilliseconds);
