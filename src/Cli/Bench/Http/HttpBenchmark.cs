using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Http.Host;
using Distillery.Cli.Cluster;
using Distillery.Coordinator.Host;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;
using Distillery.GpuNode.Host;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Shared.Runs;
using Distillery.Shared.Transport.InProcess;
using Distillery.Torch;

namespace Distillery.Cli.Bench.Http;

/// <summary>Steps a second of a run that answers over HTTP while many slow clients bother it, beside the same run alone. The
/// clients are in a process of their own on the same machine.</summary>
internal sealed class HttpBenchmark(BenchRun bench, int clientCount, TimeProvider time)
{
    private const int WarmUpSteps = 10;

    /// <summary>What the clients of the last turn came to.</summary>
    internal string Clients { get; private set; } = "";

    /// <returns>In images a second; the run without clients is the peer.</returns>
    internal Rates Measure(int rounds, int steps, CancellationToken stop)
    {
        TorchRuntime.Initialize(bench.Config.Deterministic);
        TorchRuntime.Threads = bench.Config.Train.Threads;
        using WorkerPool workers = new(
            WorkerPool.CountFor(bench.Config.Train.Replicas, bench.Config.Train.Threads, Environment.ProcessorCount),
            bench.Config.Train.Threads);
        using RunInputs inputs = RunInputsLoader.Load(bench.Config, workers, Device.Cpu, stop);
        double[] bothered = new double[rounds], alone = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            bool isAloneFirst = round % 2 == 0;
            if (isAloneFirst) alone[round] = TimeAsync(inputs, steps, 0).GetAwaiter().GetResult();
            bothered[round] = TimeAsync(inputs, steps, clientCount).GetAwaiter().GetResult();
            if (!isAloneFirst) alone[round] = TimeAsync(inputs, steps, 0).GetAwaiter().GetResult();
        }
        int samples = bench.Config.Train.SamplesPerStep;
        return new Rates([.. bothered.Select(rate => rate * samples)], [.. alone.Select(rate => rate * samples)]);
    }

    private async Task<double> TimeAsync(RunInputs inputs, int steps, int clients)
    {
        using RunFolder folder = bench.OpenFolder();
        InProcessNetwork network = new();
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + steps, time);
        EventFeed events = new(observer, time);
        await using CoordinatorHost coordinator = CoordinatorHost.Start(
            folder, bench.Config, new CoordinatorHostOptions { ExpectedNodes = 1 },
            listener => network.Register(NodeId.Coordinator, listener), events, time);
        await using HttpFace face = await HttpFace.StartAsync(new HttpOptions(), coordinator, events, time);
        await using ClientProcess? slow = clients == 0 ? null : ClientProcess.Start(face.Address, clients);
        NodeHostOptions hosting = new() { Self = NodeNames.Create(), Name = NodeNames.Host };
        NodeWorkOptions work = new() { Writer = hosting.Self.Value, LoadInputs = (_, _, _) => inputs };
        await using NodeHost node = NodeHost.Start(
            hosting, work, listener => network.Register(hosting.Self, listener), _ => { }, time);
        double rate = await observer.StepsPerSecond;
        if (slow is null) return rate;
        await slow.DisposeAsync();
        Clients = slow.LastWords;
        return rate;
    }
}
