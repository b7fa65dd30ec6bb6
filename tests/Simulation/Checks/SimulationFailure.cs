namespace Distillery.Simulation.Checks;

/// <summary>Something that must always hold did not.</summary>
public sealed class SimulationFailure(string broken) : Exception(broken);
