using Distillery.Simulation.Network;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>The cluster of most named scenarios: a few nodes, a step in about 20 ms, a network that is sometimes slow, a checkpoint
/// every 20 steps, and no faults but those that the scenario asks for.</summary>
internal static class SmallCluster
{
    // Nobody but the scenario starts nodes for so long.
    private const int UnattendedSeconds = 30;

    internal static Scenario Of(int nodes, int ranks, int steps = 60) => new(
        Seed: 0, new ToyShape(ranks, GradientSlices: 5, SliceLength: 2, steps) { IsBroken = _ => false }, nodes, MinimumNodes: 1, StepMicroseconds: 20_000,
        CheckpointEvery: 20, new NetworkTemper(Scenario.LossAfterMicroseconds, SlowPercent: 5, SlowestMicroseconds: 10_000, RepeatedPerThousand: 5),
        UnattendedSeconds, FaultsPerSecond: 0);

    /// <summary>Gradients are not finite in these steps alone.</summary>
    internal static Scenario BrokenAt(this Scenario scenario, Func<long, bool> isBroken) =>
        scenario with { Shape = scenario.Shape with { IsBroken = isBroken } };
}
