using Distillery.Cli.Cluster;
using Distillery.Coordinator.Host;
using Distillery.Coordinator.Observation;
using Distillery.GpuNode.Host;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Shared.Runs;
using Distillery.Shared.Transport.InProcess;

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
        Inputs = RunInputsLoader.Load(bench.Config, Workers, Devices.Cpu, stop);
    }

    internal WorkerPool Workers { get; }

    internal RunInputs Inputs { get; }

    /// <summary>Runs until it is measured.</summary>
    /// <param name="observer">Sees all that happens in the run.</param>
    /// <param name="measureAsync">Ends when the run may.</param>
    internal async Task<double> MeasureAsync(IRunObserver observer, Func<CoordinatorHost, Task<double>> measureAsync)
    {
        using RunFolder folder = _bench.OpenFolder();
        InProcessNetwork network = new();
        await using CoordinatorHost coordinator = CoordinatorHost.Start(
            folder, _bench.Config, new CoordinatorHostOptions { ExpectedNodes = 1 },
            listener => network.Register(NodeId.Coordinator, listener), observer, _time);
        NodeHostOptions hosting = new() { Self = NodeNames.Create(), Name = NodeNames.Host };
        NodeWorkOptions work = new() { Writer = hosting.Self.Value, LoadInputs = (_, _, _) => Inputs };
        await using NodeHost node = NodeHost.Start(
            hosting, work, listener => network.Register(hosting.Self, listener), _ => { }, _time);
        return await measureAsync(coordinator);
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Workers.Dispose();
    }
}
