using System.Diagnostics;
using Distillery.GpuNode.Data;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.Cli.Bench.Data.Host;

/// <summary>How much memory it takes to have the batches of all ranks prepared ahead, in this process and without libtorch.</summary>
internal static class PrefetchBenchmark
{
    private const string PeakReset = "5"; // To /proc/self/clear_refs: the highest resident size is counted anew.

    // Long enough for a small batch to be prepared, so that the queues are full and the memory is all taken.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="Distillery.Shared.UserErrorException">The data are not as configured.</exception>
    internal static async Task<PrefetchMemory> MeasureAsync(RunConfig config, int seconds, TimeProvider time, CancellationToken stop)
    {
        using DataSources data = DataSources.Open(config.Data);
        SamplePlan plan = data.CreatePlan(config);
        long before = ResetPeak();
        TrainingBatches[] ranks = [.. Enumerable.Range(0, config.Train.Replicas).Select(rank => new TrainingBatches(
            data.Training, plan, config.Seed, rank, 0, long.MaxValue, config.Data.Prefetch))];
        try
        {
            long images = await TakeAsync(ranks, seconds, time, stop);
            return new PrefetchMemory(
                Process.GetCurrentProcess().PeakWorkingSet64 - before, BatchBytes(config, data.Training.Shape), before, images);
        }
        finally
        {
            foreach (TrainingBatches rank in ranks) rank.Dispose();
        }
    }

    /// <summary>As docs/data.md states it.</summary>
    private static long BatchBytes(RunConfig config, ImageShape shape) =>
        (long)config.Train.Replicas * (config.Data.Prefetch + 2) * config.Train.Batch * shape.ValueCount;

    /// <summary>Every rank holds one batch while others are prepared.</summary>
    private static async Task<long> TakeAsync(TrainingBatches[] ranks, int seconds, TimeProvider time, CancellationToken stop)
    {
        HostBatch?[] held = new HostBatch?[ranks.Length];
        long images = 0;
        for (long start = time.GetTimestamp(); time.GetElapsedTime(start).TotalSeconds < seconds;)
        {
            for (int rank = 0; rank < ranks.Length; rank++)
            {
                if (held[rank] is { } former) ranks[rank].Return(former);
                held[rank] = ranks[rank].Take(stop);
                images += held[rank]!.Count;
            }
            await Task.Delay(Pause, time, stop);
        }
        return images;
    }

    private static long ResetPeak()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", PeakReset);
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
