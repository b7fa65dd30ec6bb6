using Akka.Actor;
using Distillery.Coordinator;
using Distillery.Coordinator.Record;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Actors;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>A run folder in which a small run is started, as often as a test likes: a coordinator and a node in this
/// process, as in production.</summary>
internal sealed class TestRun : IDisposable
{
    private readonly TemporaryFolder _parent = new();
    private int _starts;

    internal string Path => _parent.File("run");

    internal string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    internal string SamplesPath => System.IO.Path.Combine(Path, "samples.jsonl");

    internal string StepsPath => System.IO.Path.Combine(Path, "steps.jsonl");

    internal string SummaryPath => System.IO.Path.Combine(Path, "summary.json");

    /// <summary>The newest checkpoint, verified; null before the first one.</summary>
    internal Checkpoint? Checkpoint => CheckpointReader.FindLatest(RunFolder.CheckpointsPathIn(Path), Assert.Fail);

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
            cluster: {heartbeat_seconds: 0.02, loss_after_seconds: 120}
            telemetry: {tensorboard: false}
            """,
            "test");
    }

    /// <summary>Starts or resumes the run in this folder; it must not fail.</summary>
    /// <param name="cores">Processor cores for its ranks.</param>
    /// <param name="devices">As <c>--device</c> names them.</param>
    internal RunSummary Execute(RunConfig config, TestObserver? observer = null, int cores = 2, string devices = "cpu")
    {
        RunEnd end = Start(config, observer, cores, devices);
        Assert.True(end.Outcome.Reason != DismissReason.Failed, end.Outcome.Text);
        return end.Summary;
    }

    /// <summary>The same, but it may fail.</summary>
    /// <exception cref="CrashException">The observer wants it.</exception>
    internal RunEnd Start(RunConfig config, TestObserver? observer = null, int cores = 2, string devices = "cpu") =>
        StartAsync(config, observer ?? new TestObserver(), cores, devices).GetAwaiter().GetResult();

    public void Dispose() => _parent.Dispose();

    private async Task<RunEnd> StartAsync(RunConfig config, TestObserver observer, int cores, string devices)
    {
        using RunFolder folder = RunFolder.Open(Path);
        using RunInputs inputs = observer.Prepare(SyntheticData.Inputs(config));
        await using LocalSystem system = LocalSystem.Start();
        CoordinatorSettings coordinating = new() { ExpectedNodes = 1, RecordSamples = true, AwaitsFormerNodes = false };
        await using RunningCoordinator coordinator = RunningCoordinator.Start(
            system.Actors, folder, config, coordinating, open: null, observer, TimeProvider.System);
        observer.Attach(coordinator.Stop);
        await using RunningNode node = StartNode(
            inputs, observer, cores, DeviceList.Parse(devices, () => null), system.Actors, coordinator.Actor);
        await Task.WhenAny(coordinator.Ended, node.Exited);
        observer.OnEnd();
        if (!coordinator.Ended.IsCompleted && await node.Exited is { Reason: null } failure) Assert.Fail(failure.Text);
        return await coordinator.Ended;
    }

    private RunningNode StartNode(
        RunInputs inputs, TestObserver observer, int cores, IReadOnlyList<ComputeDevice> devices, ActorSystem system,
        IActorRef coordinator)
    {
        NodeId self = new($"node-{++_starts}");
        TestTransport transport = new(self, observer);
        NodeSettings settings = new() { Self = self, Name = "test", Coordinator = transport.Between(system, coordinator) };
        NodeWorkOptions work = new()
        {
            Writer = self.Value, LoadInputs = (_, _, _) => inputs, Cores = cores, Devices = devices,
        };
        return RunningNode.Start(system, settings, work, transport.Open, _ => { }, TimeProvider.System);
    }
}
