using Distillery.GpuNode.Training;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>Steps a second of a run on one node beside the same steps in a plain loop: what the cluster's machines
/// cost.</summary>
internal sealed class OrchestrationBenchmark(BenchRun bench, TimeProvider time)
{
    private const int WarmUpSteps = 10;
    private const int FewestSteps = 20;
    private const double TurnSeconds = 4;

    /// <param name="rounds">How often each side has its turn.</param>
    /// <returns>In images a second; the plain loop is the peer.</returns>
    internal Rates Measure(int rounds, CancellationToken stop)
    {
        using EmbeddedRun run = new(bench, time, stop);
        int steps = Math.Max(FewestSteps, (int)(TurnSeconds * TimePlain(run, WarmUpSteps)));
        return Rates.OfSteps(
            Turns.Take(rounds, () => TimeCluster(run, steps).GetAwaiter().GetResult(), () => TimePlain(run, steps), stop),
            bench.Config.Train.SamplesPerStep);
    }

    private double TimePlain(EmbeddedRun run, int steps)
    {
        using PlainLoop loop = new(
            bench.Config, run.Inputs, run.Workers, WarmUpSteps + steps, bench.Config.Train.Optimizer.LearningRate, time);
        for (int i = 0; i < WarmUpSteps; i++) loop.Step();
        long started = time.GetTimestamp();
        for (int i = 0; i < steps; i++) loop.Step();
        return steps / time.GetElapsedTime(started).TotalSeconds;
    }

    private Task<double> TimeCluster(EmbeddedRun run, int steps)
    {
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + steps, time);
        return run.MeasureAsync(observer, _ => observer.StepsPerSecond);
    }
}
