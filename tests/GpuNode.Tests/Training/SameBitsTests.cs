using Distillery.Coordinator.Observation;
using Distillery.GpuNode.Evaluation;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>The result is a matter of the configuration and not of the machine.</summary>
public sealed class SameBitsTests
{
    [Theory]
    [InlineData("unix", "sgd", "clip_norm: 0.5")]
    [InlineData("random", "adamw", "ema_decay: 0.8")]
    [InlineData("supervised", "sgd", "label_smoothing: 0.1")]
    public void A_run_comes_to_what_a_plain_loop_computes(string method, string optimizer, string more)
    {
        RunConfig config = TestRun.Config(method, optimizer, more);
        config = config with { Train = config.Train with { Replicas = 3 } };
        TestObserver observer = new();
        using TestRun run = new();
        RunSummary summary = run.Execute(config, observer);

        (string checksum, IReadOnlyList<(long, Accuracy)> evaluations) = PlainRun.Train(config);

        Assert.Equal(checksum, summary.WeightsSha256);
        Assert.Equal(evaluations, observer.Evaluations.Select(evaluation => (evaluation.Step, AccuracyOf(evaluation))));
    }

    [Theory]
    [InlineData("unix", 2)]
    [InlineData("unix", 4)]
    [InlineData("supervised", 4)]
    public void The_number_of_cores_does_not_change_a_bit(string method, int replicas)
    {
        RunConfig config = TestRun.Config(method, more: "clip_norm: 0.5");
        config = config with { Train = config.Train with { Replicas = replicas, Steps = 5, Batch = 11 } };
        RunSummary one = Execute(config, cores: 1);
        WholeRunTests.AssertSameResult(one, Execute(config, cores: 2));
        WholeRunTests.AssertSameResult(one, Execute(config, cores: 4));
    }

    [Fact]
    public void Seed_method_and_number_of_ranks_do()
    {
        RunConfig config = TestRun.Config("unix");
        config = config with { Train = config.Train with { Steps = 2 } };
        string?[] checksums =
        [
            Execute(config).WeightsSha256,
            Execute(config with { Seed = 5 }).WeightsSha256,
            Execute(config with { Train = config.Train with { Replicas = 3 } }).WeightsSha256,
            Execute(config with { Methods = [config.Methods[0] with { Keep = 9 }] }).WeightsSha256,
            Execute(config with { Methods = [config.Methods[0] with { ScoringUpdatesStatistics = true }] }).WeightsSha256,
        ];
        Assert.Equal(checksums.Length, checksums.Distinct().Count());
    }

    private static Accuracy AccuracyOf(EvaluationReport evaluation) =>
        new(evaluation.Images, evaluation.Counts.Top1, evaluation.Counts.Top5);

    private static RunSummary Execute(RunConfig config, int cores = 1)
    {
        using TestRun run = new();
        return run.Execute(config, cores: cores);
    }
}
