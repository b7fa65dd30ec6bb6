namespace Distillery.Chaos.Runs;

/// <summary>How a disturbed run ended.</summary>
/// <param name="Problem">What is not as it must be; null when all is well.</param>
/// <param name="Summary">A line for people.</param>
/// <param name="Log">What the run said, and what was done to it.</param>
public sealed record ChaosResult(string? Problem, string Summary, IReadOnlyList<string> Log);
