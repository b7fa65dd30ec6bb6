using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Shared.Telemetry;
using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.Telemetry.Exposition;

namespace Distillery.Cli.Bench;

/// <summary>What measuring costs a node: everything that a step of some ranks records, in the step's order, on one thread and with
/// a page that adds it up; and what a scrape costs beside it.</summary>
/// <param name="batch">Samples of each rank, all of them scored.</param>
internal sealed class TelemetryBenchmark(int ranks, int batch, TimeProvider time)
{
    private const int StepsOfARound = 2_000;
    private const int ScrapesOfARound = 20;
    private const string MeterName = "Distillery bench";

    /// <returns>By round: seconds of a step's records, and seconds of a scrape.</returns>
    internal (double[] StepSeconds, double[] ScrapeSeconds) Measure(int rounds, CancellationToken stop)
    {
        using NodeMeters meters = new(time, MeterName);
        using MetricsPage page = new("bench", time, NodeMetrics.All, MeterName);
        float[] uncertainties = [.. Enumerable.Range(0, batch).Select(i => 2.3f * i / batch)];
        double[] steps = new double[rounds], scrapes = new double[rounds];
        Seconds(StepsOfARound, _ => Step(meters, uncertainties)); // Compiled by now.
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            steps[round] = Seconds(StepsOfARound, _ => Step(meters, uncertainties));
            scrapes[round] = Seconds(ScrapesOfARound, _ => page.WriteNow(ExpositionFormat.OpenMetrics));
        }
        return (steps, scrapes);
    }

    private double Seconds(int count, Action<int> action)
    {
        long start = time.GetTimestamp();
        for (int i = 0; i < count; i++) action(i);
        return time.GetElapsedTime(start).TotalSeconds / count;
    }

    private void Step(NodeMeters meters, float[] uncertainties)
    {
        double[] phases = [0.0002, 0.001, 0.004, 0.004, 0, 0];
        meters.StepBegun(0);
        meters.Ledger.Begin(DeviceTask.Computing);
        for (int rank = 0; rank < ranks; rank++)
        {
            meters.Teacher.Begin(batch);
            meters.Teacher.End(batch);
            meters.Teacher.Ended(batch, QueryOutcome.Answered);
            meters.Teacher.Latency(0.004);
            meters.Teacher.Served(0.004);
            meters.RankComputed(rank, "cpu", meters.Now, phases, uncertainties);
        }
        meters.Ledger.EndComputing(phases);
        meters.PartDone();
        meters.AverageDone();
        meters.Ledger.Begin(DeviceTask.Applying);
        meters.AppliedOn("cpu", meters.Now);
        meters.Applied(default(Generation), 0.0005, 0.0002);
        meters.Ledger.End(DeviceTask.Applying);
    }
}
