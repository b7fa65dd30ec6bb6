using Distillery.Simulation.Scenarios;
using Distillery.Simulation.Helpers;

namespace Distillery.Simulation.Tests;

public sealed class HelperSeedTests
{
    private const int SeedCount = 2_000;

    [Fact]
    public void Every_query_is_answered_once_and_alike_for_thousands_of_seeds()
    {
        SimulationResult?[] results = new SimulationResult?[SeedCount];
        Parallel.For(0, SeedCount, i => results[i] = HelperSimulator.Run(1 + (ulong)i));

        string failures = string.Join("\n\n", results.Where(result => result!.Failure is not null)
            .Take(3).Select(result => $"seed {result!.Seed}: {result.Failure}"));
        Assert.True(failures.Length == 0, failures);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        Assert.Equal(HelperSimulator.Run(11), HelperSimulator.Run(11));
        Assert.NotEqual(HelperSimulator.Run(11).TraceHash, HelperSimulator.Run(12).TraceHash);
    }
}
