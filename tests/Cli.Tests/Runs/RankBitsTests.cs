using Distillery.Cli.Cluster;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Tests.Runs;

/// <summary>Ranks are part of a configuration, cores are not: however many there are, the weights have the same
/// bits.</summary>
public sealed class RankBitsTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_weights_do_not_depend_on_the_number_of_cores(int ranks)
    {
        RunConfig config = ConfigLoader.Load(
            _study.Config, [$"train.replicas={ranks}", "train.steps=4", "train.clip_norm=1"]);
        string[] weights = [.. new[] { 1, 2, 3 }.Select(cores => WeightsOf(config, cores))];
        Assert.Single(weights.Distinct());
        Assert.NotEqual(WeightsOf(config with { Seed = 1 }, 2), weights[0]);
    }

    private string WeightsOf(RunConfig config, int cores)
    {
        TextView view = new(
            new CliContext(TextWriter.Null, TextWriter.Null, false, TimeProvider.System, CancellationToken.None));
        using RunResources resources = new(config, [ComputeDevice.Host]);
        MethodRun run = new(config, _study.At($"{config.Train.Replicas}-{cores}-{config.Seed}"));
        return new EmbeddedRun(new RunOptions { Cores = cores }, resources, http: null, view, TimeProvider.System)
            .Train(run, CancellationToken.None).WeightsSha256!;
    }
}
