using Distillery.Simulation.Scenarios;
using Distillery.Simulation.Scenarios.Named;

namespace Distillery.Simulation.Tests;

public sealed class NamedScenarioTests
{
    private const int SeedCount = 25;

    public static TheoryData<string> Names => [.. NamedScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_goes_as_its_name_says(string name)
    {
        NamedScenario scenario = NamedScenarios.All.Single(one => one.Name == name);
        foreach (ulong seed in Enumerable.Range(1, SeedCount).Select(i => (ulong)i))
        {
            SimulationResult result = scenario.Run(seed);
            Assert.True(result.Failure is null, $"seed {seed}: {result.Failure}");
        }
    }
}
