namespace Distillery.GpuNode.Protocol;

/// <summary>Why some work failed, for people.</summary>
/// <param name="IsFatal">The run cannot go on with such a state, on whatever node.</param>
public sealed record WorkFailure(string Problem, string NextStep, bool IsFatal);
