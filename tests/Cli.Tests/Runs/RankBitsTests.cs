using Distillery.Cli.Terminal;
using Distillery.Cli.Progress;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Torch;

namespace Distillery.Cli.Tests.Runs;

/// <summary>Ranks are part of a configuration, workers are not: however many compute, the weights have the same
/// bits.</summary>
public sealed class RankBitsTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_weights_do_not_depend_on_the_number_of_workers(int ranks)
    {
        RunConfig config = ConfigLoader.Load(
            _study.Config, [$"train.replicas={ranks}", "train.steps=4", "train.clip_norm=1"]);
        string[] weights = [.. new[] { 1, 2, 3 }.Select(workers => WeightsOf(config, workers))];
        Assert.Single(weights.Distinct());
        Assert.NotEqual(WeightsOf(config with { Seed = 1 }, 2), weights[0]);
    }

    private string WeightsOf(RunConfig config, int workerCount)
    {
        TorchRuntime.Initialize(config.Deterministic);
        using RunFolder folder = RunFolder.Open(_study.At($"{config.Train.Replicas}-{workerCount}-{config.Seed}"));
        using WorkerPool workers = new(workerCount, config.Train.Threads);
        using RunInputs inputs = RunInputsLoader.Load(config, workers, Device.Cpu, CancellationToken.None);
        TextView view = new(
            new CliContext(TextWriter.Null, TextWriter.Null, false, TimeProvider.System, CancellationToken.None));
        using TrainingRun run = new(
            config, inputs, folder, new RunOptions(), workers, new TrainingRunObserver(view), TimeProvider.System);
        return run.Execute(CancellationToken.None).WeightsSha256!;
    }
}
