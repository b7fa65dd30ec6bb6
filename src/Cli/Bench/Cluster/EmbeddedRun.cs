using Distillery.Cli.Cluster;
using Distillery.Coordinator;
using Distillery.Coordinator.Observation;
using Distillery.GpuNode;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>What a benchmark loads once, to start runs of one node in this process with it.</summary>
internal sealed class EmbeddedRun : IDisposable
{
    private readonly BenchRun _bench;
    private readonly TimeProvider _time;

    /// <param name="stop">Stops the loading.</param>
    internal EmbeddedRun(BenchRun bench, TimeProvider time, CancellationToken stop)
    {
        (_bench, _time) = (bench, time);
        TorchRuntime.Initialize(bench.Config.Deterministic);
        TorchRuntime.Threads = bench.Config.Train.Threads;
        Workers = new WorkerPool(
            WorkerPool.CountFor(bench.Config.Train.Replicas, bench.Config.Train.Threads, Environment.ProcessorCount),
            bench.Config.Train.Threads);
        Inputs = RunInputsLoader.Load(bench.Config, Workers, [ComputeDevice.Host], stop);
    }

    internal WorkerPool Workers { get; }

    internal RunInputs Inputs { get; }

    /// <summary>Runs until it is measured.</summary>
    /// <param name="observer">Sees all that happens in the run.</param>
    /// <param name="measureAsync">Ends when the run may.</param>
    internal async Task<double> MeasureAsync(IRunObserver observer, Func<RunningCoordinator, Task<double>> measureAsync)
    {
        using RunFolder folder = _bench.OpenFolder();
        await using LocalSystem system = LocalSystem.Start();
        await using RunningCoordinator coordinator = RunningCoordinator.Start(
            system.Actors, folder, _bench.Config, new CoordinatorSettings { ExpectedNodes = 1 }, open: null, observer, _time);
        NodeSettings settings = new() { Self = NodeNames.Create(), Name = NodeNames.Host, Coordinator = coordinator.Actor };
        NodeWorkOptions work = new() { Writer = settings.Self.Value, LoadInputs = (_, _, _) => Inputs };
        await using RunningNode node = RunningNode.Start(
            system.Actors, settings, work, listener => new SelfTransport(settings.Self, listener), _ => { }, _time);
        return await measureAsync(coordinator);
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Workers.Dispose();
    }
}
