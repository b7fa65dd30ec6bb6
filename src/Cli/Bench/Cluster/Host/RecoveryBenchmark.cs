using System.Diagnostics;
using Distillery.Cli.Cluster;
using Distillery.Cli.Cluster.Host;
using Distillery.Coordinator;
using Distillery.Coordinator.Observation;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;
using Distillery.Shared.Seeds;

namespace Distillery.Cli.Bench.Cluster.Host;

/// <summary>How long a run stands still when a node process is killed: from kill -9 to the next applied step.</summary>
internal sealed class RecoveryBenchmark(BenchRun bench, int nodes, TimeProvider time)
{
    private const int StepsBetween = 5; // After a node has come back, before the next one is killed.

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    /// <param name="told">Gets the seconds of each trial.</param>
    /// <returns>Seconds by trial, and the median seconds of a step.</returns>
    internal async Task<(double[] Recoveries, double StepSeconds)> MeasureAsync(
        int trials, Action<int, double> told, CancellationToken stop)
    {
        RecoveryObserver observer = new(time);
        await using ClusterCoordinator cluster = await bench.StartCoordinatorAsync(
            new CoordinatorSettings { ExpectedNodes = nodes }, observer, time);
        RunningCoordinator coordinator = await cluster.LeadAsync(stop);
        ClusterRequest request = new(nodes, TeacherCount: 0, Restarts: true, RecordSamples: false, Device: "cpu");
        await using NodeProcesses processes = NodeProcesses.Start(request, cluster.Address, _ => { }, time);
        RandomStream stream = RandomStream.Named(bench.Config.Seed, "recovery benchmark");
        double[] recoveries = new double[trials];
        for (int trial = 0; trial < trials; trial++)
        {
            await AllTrainAsync(coordinator, observer, stop);
            int[] living = [.. processes.ProcessIds.Order()];
            TimeSpan phase = TimeSpan.FromMilliseconds(stream.NextInt(200)); // Anywhere within a step.
            await Task.Delay(phase, time, stop);
            Task<long> recovered = observer.Next();
            long killed = time.GetTimestamp();
            Kill(living[stream.NextInt(living.Length)]);
            recoveries[trial] = time.GetElapsedTime(killed, await recovered.WaitAsync(stop)).TotalSeconds;
            told(trial, recoveries[trial]);
        }
        return (recoveries, Rates.Median([.. observer.StepSeconds]));
    }

    private async Task AllTrainAsync(RunningCoordinator coordinator, RecoveryObserver observer, CancellationToken stop)
    {
        while ((await coordinator.ViewAsync()).Nodes.Count(node => node.State == "training") < nodes)
            await Task.Delay(LookPeriod, time, stop);
        long step = observer.Step;
        while (observer.Step < step + StepsBetween) await Task.Delay(LookPeriod, time, stop);
    }

    private static void Kill(int id)
    {
        using Process process = Process.GetProcessById(id);
        process.Kill();
    }
}
