namespace Distillery.Simulation.Scenarios;

/// <summary>As soon as the condition holds, the acts are done.</summary>
public sealed record Stage(Condition Condition, IReadOnlyList<Act> Acts);
