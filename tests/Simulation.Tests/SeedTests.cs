using Distillery.Simulation.Scenarios;

namespace Distillery.Simulation.Tests;

public sealed class SeedTests
{
    private const ulong FirstSeed = 1;
    private const int SeedCount = 4_000;

    [Fact]
    public void Everything_holds_for_thousands_of_seeds()
    {
        SimulationResult?[] results = new SimulationResult?[SeedCount];
        Parallel.For(0, SeedCount, i => results[i] = Simulator.Run(FirstSeed + (ulong)i));

        string failures = string.Join("\n\n", results.Where(result => result!.Failure is not null)
            .Take(3).Select(result => $"seed {result!.Seed}: {result.Failure}"));
        Assert.True(failures.Length == 0, failures);
        Assert.True(results.Sum(result => result!.RepeatedSteps) > SeedCount / 10, "hardly any fault cost a step: they are too mild");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(77)]
    [InlineData(1510)]
    public void The_same_seed_gives_the_same_trace(ulong seed)
    {
        SimulationResult first = Simulator.Run(seed);
        SimulationResult second = Simulator.Run(seed);

        Assert.Equal(first, second);
        Assert.NotEqual(first.TraceHash, Simulator.Run(seed + 1).TraceHash);
    }
}
