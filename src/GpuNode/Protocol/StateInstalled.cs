namespace Distillery.GpuNode.Protocol;

/// <summary>The node has the state that it was to have.</summary>
/// <param name="StateHash">Over weights, buffers and optimizer state.</param>
public sealed record StateInstalled(long Ticket, long AppliedSteps, ulong StateHash) : WorkOutcome;
