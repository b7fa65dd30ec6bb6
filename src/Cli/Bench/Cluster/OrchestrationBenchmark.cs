using Distillery.Cli.Cluster;
using Distillery.Coordinator.Host;
using Distillery.GpuNode.Host;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Shared.Runs;
using Distillery.Shared.Transport.InProcess;
using Distillery.Torch;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>Steps a second of a run on one node beside the same steps in a plain loop: what the cluster's machines
/// cost.</summary>
internal sealed class OrchestrationBenchmark(BenchRun bench, TimeProvider time)
{
    private const int WarmUpSteps = 10;
    private const double TurnSeconds = 4;

    /// <param name="rounds">How often each side has its turn.</param>
    /// <returns>In images a second; the plain loop is the peer.</returns>
    internal Rates Measure(int rounds, CancellationToken stop)
    {
        TorchRuntime.Initialize(bench.Config.Deterministic);
        TorchRuntime.Threads = bench.Config.Train.Threads;
        using WorkerPool workers = new(
            WorkerPool.CountFor(bench.Config.Train.Replicas, bench.Config.Train.Threads, Environment.ProcessorCount),
            bench.Config.Train.Threads);
        using RunInputs inputs = RunInputsLoader.Load(bench.Config, workers, Device.Cpu, stop);
        int steps = Math.Max(20, (int)(TurnSeconds * TimePlain(inputs, workers, WarmUpSteps)));
        double[] product = new double[rounds], peer = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            bool isProductFirst = round % 2 == 0;
            if (isProductFirst) product[round] = TimeCluster(inputs, steps).GetAwaiter().GetResult();
            peer[round] = TimePlain(inputs, workers, steps);
            if (!isProductFirst) product[round] = TimeCluster(inputs, steps).GetAwaiter().GetResult();
        }
        int samples = bench.Config.Train.SamplesPerStep;
        return new Rates([.. product.Select(rate => rate * samples)], [.. peer.Select(rate => rate * samples)]);
    }

    private double TimePlain(RunInputs inputs, WorkerPool workers, int steps)
    {
        using PlainLoop loop = new(bench.Config, inputs, workers, WarmUpSteps + steps, bench.Config.Train.Optimizer.LearningRate, time);
        for (int i = 0; i < WarmUpSteps; i++) loop.Step();
        long started = time.GetTimestamp();
        for (int i = 0; i < steps; i++) loop.Step();
        return steps / time.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<double> TimeCluster(RunInputs inputs, int steps)
    {
        using RunFolder folder = bench.OpenFolder();
        InProcessNetwork network = new();
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + steps, time);
        await using CoordinatorHost coordinator = CoordinatorHost.Start(
            folder, bench.Config, new CoordinatorHostOptions { ExpectedNodes = 1 },
            listener => network.Register(NodeId.Coordinator, listener), observer, time);
        NodeHostOptions hosting = new() { Self = NodeNames.Create(), Name = NodeNames.Host };
        NodeWorkOptions work = new() { Writer = hosting.Self.Value, LoadInputs = (_, _, _) => inputs };
        await using NodeHost node = NodeHost.Start(
            hosting, work, listener => network.Register(hosting.Self, listener), _ => { }, time);
        return await observer.StepsPerSecond;
    }
}
