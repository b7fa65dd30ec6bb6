namespace Distillery.Simulation.Scenarios;

/// <summary>What came of a simulated run.</summary>
/// <param name="TraceHash">Over all that happened: equal for equal seeds.</param>
/// <param name="Failure">What did not hold, with the last of the trace; null when all did.</param>
/// <param name="VirtualSeconds">From the beginning to the end of the run.</param>
/// <param name="RepeatedSteps">Steps that were computed again although some node had applied them.</param>
public sealed record SimulationResult(
    ulong Seed, ulong TraceHash, long Events, long Messages, double VirtualSeconds, long RepeatedSteps, string? Failure);
