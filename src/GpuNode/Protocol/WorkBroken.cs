namespace Distillery.GpuNode.Protocol;

/// <summary>Work failed in a way that this node cannot go on from.</summary>
public sealed record WorkBroken(WorkFailure Failure) : WorkOutcome;
