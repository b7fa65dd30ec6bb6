using Distillery.Coordinator.Protocol;
using Distillery.Simulation.Network;
using Distillery.Simulation.Training;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>Clusters of many nodes. They take seconds, so they do not belong to <see cref="NamedScenarios"/>.</summary>
public static class LargeCluster
{
    private const int UnattendedSeconds = 120;

    /// <summary>1,000 nodes with 1,024 ranks lose 64: a rack at once, others one after the other and while others join.</summary>
    public static NamedScenario ThousandNodes { get; } = NamedScenario
        .Of("1,000 nodes lose 64 of them, and 32 come", Of(nodes: 1_000, ranks: 1_024, steps: 30))
        .When(AllRun(1_000), Look)
        .When(Reached(5), KillAny(32))
        .When(Reached(10), KillAny(8))
        .When(Phase(CoordinatorPhase.Pausing), KillAny(8))
        .When(Reached(14), StartNodes(32))
        .When(Phase(CoordinatorPhase.CatchingUp), KillAny(8))
        .When(Reached(20), KillAny(8))
        .When(AllRun(968), Look)
        .Expect(LostInAll(64), OneStepAtMostIsRepeated) with { LookEveryMicroseconds = 500 };

    public static Scenario Of(int nodes, int ranks, int steps) => new(
        Seed: 0, new ToyShape(ranks, GradientSlices: 3, SliceLength: 1, steps) { IsBroken = _ => false }, nodes, MinimumNodes: 1,
        StepMicroseconds: 100_000, CheckpointEvery: 10,
        new NetworkTemper(Scenario.LossAfterMicroseconds, SlowPercent: 1, SlowestMicroseconds: 10_000, RepeatedPerThousand: 0),
        UnattendedSeconds, FaultsPerSecond: 0);
}
