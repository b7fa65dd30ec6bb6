using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>A run folder in which a small run is started, as often as a test likes.</summary>
internal sealed class TestRun : IDisposable
{
    private readonly TemporaryFolder _parent = new();

    internal string Path => _parent.File("run");

    internal string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    internal string SamplesPath => System.IO.Path.Combine(Path, "samples.jsonl");

    internal string SummaryPath => System.IO.Path.Combine(Path, "summary.json");

    /// <summary>The newest checkpoint, verified.</summary>
    internal Checkpoint Checkpoint => new CheckpointStore(System.IO.Path.Combine(Path, "checkpoints"), 2, _ => { }).Latest()!;

    /// <summary>Three optimizer steps an epoch and three epochs, with two ranks of eleven samples, unless overridden.</summary>
    internal static RunConfig Config(string method = "unix", string optimizer = "sgd", string more = "")
    {
        string teacher = method == "supervised"
            ? ""
            : "teacher: {architecture: lenet5, weights: /teacher, top1: 0.25}\n";
        string rate = optimizer == "sgd" ? "0.05" : "0.002";
        return ConfigLoader.Parse(
            $$"""
            seed: 4
            data: {format: idx, path: /data}
            {{teacher}}student: {architecture: lenet5}
            method: {name: {{method}}}
            train:
              epochs: 3
              batch: 11
              replicas: 2
              optimizer: {name: {{optimizer}}, learning_rate: {{rate}}}
              {{more}}
            evaluate: {batch: 16}
            checkpoint: {every_steps: 2}
            telemetry: {tensorboard: false}
            """,
            "test");
    }

    /// <summary>Starts or resumes the run in this folder.</summary>
    internal RunSummary Execute(RunConfig config, TestObserver? observer = null, int workerCount = 2)
    {
        observer ??= new TestObserver();
        using RunFolder folder = RunFolder.Open(Path);
        using RunInputs inputs = SyntheticData.Inputs(config);
        using WorkerPool workers = new(workerCount, config.Train.Threads);
        RunOptions options = new() { RecordSamples = true };
        using TrainingRun run = new(config, inputs, folder, options, workers, observer, TimeProvider.System);
        return run.Execute(observer.Stop);
    }

    public void Dispose() => _parent.Dispose();
}
