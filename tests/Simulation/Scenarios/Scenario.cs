using Distillery.Messages.Membership;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Scenarios;

/// <summary>One simulated run: how large, on how many nodes, over what kind of network, and with which faults.</summary>
/// <param name="FaultSeconds">Faults happen in so many virtual seconds from the beginning; then they stop.</param>
/// <param name="FaultsPerSecond">On average; 0 for none but those that a test asks for.</param>
public sealed record Scenario(
    ulong Seed, ToyShape Shape, int NodeCount, int MinimumNodes, long StepMicroseconds, long CheckpointEvery,
    NetworkTemper Network, int FaultSeconds, double FaultsPerSecond)
{
    public const long LossAfterMicroseconds = 1_000_000;

    /// <summary>So many steps in a row without a finite average end the run.</summary>
    public int MostSkippedSteps { get; init; } = 20;

    /// <summary>Nobody trains before a teacher is ready.</summary>
    public bool NeedsTeacher { get; init; }

    /// <summary>How the run must end.</summary>
    public DismissReason End { get; init; } = DismissReason.Completed;

    /// <summary>So many steps without a durable record hold a node back.</summary>
    public int MostHeldRecords { get; init; } = 16;

    /// <summary>cluster.averaging: the coordinator adds up all slices, and no node links with another but a donor.</summary>
    public bool AveragesAtCoordinator { get; init; }

    /// <summary>A scenario whose every number is drawn from the seed.</summary>
    public static Scenario FromSeed(ulong seed)
    {
        SeededRandom random = new(SeededRandom.Mix(seed ^ 0x5ce0a710));
        int ranks = random.Pick([1, 2, 3, 4, 4, 5, 6, 8]);
        int nodes = random.Between(1, Math.Min(6, ranks + 1));
        return new Scenario(
            seed,
            new ToyShape(ranks, random.Between(1, 3), random.Between(1, 4), random.Between(8, 60)),
            nodes,
            random.Chance(70) ? 1 : Math.Min(2, Math.Min(nodes, ranks)),
            random.Pick([2_000L, 10_000, 40_000, 100_000]),
            random.Between(3, 25),
            new NetworkTemper(LossAfterMicroseconds, random.Pick([0, 2, 20]), random.Pick([5_000, 50_000, 300_000]), random.Pick([0, 0, 5, 50])),
            random.Between(1, 8),
            random.Pick([0.3, 1.0, 3.0])) { AveragesAtCoordinator = random.Chance(15) };
    }
}
