using Distillery.Simulation.Scenarios;
using Distillery.Simulation.Scenarios.Named;

namespace Distillery.Simulation.Tests;

public sealed class LargeClusterTests
{
    [Fact]
    public void A_thousand_nodes_lose_sixty_four()
    {
        SimulationResult result = LargeCluster.ThousandNodes.Run(seed: 1);
        Assert.True(result.Failure is null, result.Failure);
    }
}
