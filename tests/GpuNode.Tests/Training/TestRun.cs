using Distillery.GpuNode.Evaluation;
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
        RunOptions options = new() { RecordSamples = true, Workers = workerCount };
        using TrainingRun run = new(config, inputs, folder, options, workers, observer, TimeProvider.System);
        return run.Execute(observer.Stop);
    }

    public void Dispose() => _parent.Dispose();
}

/// <summary>Remembers what a run tells, and interferes at a step.</summary>
internal sealed class TestObserver : IRunObserver
{
    private readonly CancellationTokenSource _stop = new();

    internal CancellationToken Stop => _stop.Token;

    /// <summary>The step after which the run is asked to stop.</summary>
    internal long? StopAfter { get; init; }

    /// <summary>The step after which the process ends, as far as the run can tell.</summary>
    internal long? CrashAfter { get; init; }

    internal Action<long> OnStep { get; init; } = _ => { };

    internal RunStart? Start { get; private set; }

    internal List<StepReport> Steps { get; } = [];

    internal List<(long Step, Accuracy Accuracy)> Evaluations { get; } = [];

    internal List<long> Checkpoints { get; } = [];

    public void Started(RunStart start) => Start = start;

    public void StepApplied(StepReport step)
    {
        Steps.Add(step);
        OnStep(step.Step);
        if (step.Step == StopAfter) _stop.Cancel();
        if (step.Step == CrashAfter) throw new CrashException();
    }

    public void Evaluated(long step, double epoch, Accuracy accuracy) => Evaluations.Add((step, accuracy));

    public void CheckpointSaved(long step) => Checkpoints.Add(step);

    public void Warned(string text) => Assert.Fail(text);

    internal void RequestStop() => _stop.Cancel();
}

internal sealed class CrashException : Exception;
