using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>The result is a matter of the configuration and not of the machine.</summary>
public sealed class SameBitsTests
{
    [Theory]
    [InlineData("unix", 2)]
    [InlineData("unix", 4)]
    [InlineData("supervised", 4)]
    public void The_number_of_workers_does_not_change_a_bit(string method, int replicas)
    {
        RunConfig config = TestRun.Config(method, more: "clip_norm: 0.5");
        config = config with { Train = config.Train with { Replicas = replicas, Steps = 5, Batch = 11 } };
        RunSummary one = Execute(config, workerCount: 1);
        TrainingRunTests.AssertSameResult(one, Execute(config, workerCount: 2));
        TrainingRunTests.AssertSameResult(one, Execute(config, workerCount: 4));
    }

    [Fact]
    public void Seed_method_and_number_of_ranks_do()
    {
        RunConfig config = TestRun.Config("unix");
        config = config with { Train = config.Train with { Steps = 2 } };
        string?[] checksums =
        [
            Execute(config, 1).WeightsSha256,
            Execute(config with { Seed = 5 }, 1).WeightsSha256,
            Execute(config with { Train = config.Train with { Replicas = 3 } }, 1).WeightsSha256,
            Execute(config with { Methods = [config.Methods[0] with { Keep = 9 }] }, 1).WeightsSha256,
            Execute(config with { Methods = [config.Methods[0] with { ScoringUpdatesStatistics = true }] }, 1).WeightsSha256,
        ];
        Assert.Equal(checksums.Length, checksums.Distinct().Count());
    }

    private static RunSummary Execute(RunConfig config, int workerCount)
    {
        using TestRun run = new();
        return run.Execute(config, workerCount: workerCount);
    }
}
