using Distillery.Simulation.Cluster;

namespace Distillery.Simulation.Scenarios;

/// <summary>Something that is done to a simulated run.</summary>
public sealed record Act(string Text, Action<World> Do);
