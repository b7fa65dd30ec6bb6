using Distillery.Simulation.Cluster;

namespace Distillery.Simulation.Scenarios;

/// <summary>Something that is so in a simulated run, or is not.</summary>
/// <param name="Text">Says it in a few words, for whoever reads that it never was so.</param>
public sealed record Condition(string Text, Func<World, bool> Holds);
