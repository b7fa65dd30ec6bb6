using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>Writes summary.json.</summary>
/// <param name="startedAt">When the first attempt began.</param>
public sealed class SummaryWriter(RunFolder folder, RunConfig config, DateTimeOffset startedAt)
{
    /// <summary>Replaces the file in one atomic step.</summary>
    /// <param name="shape">Null as long as no node has told what the run is.</param>
    /// <param name="wallSeconds">Of all attempts.</param>
    /// <param name="nodesAtEnd">How many nodes there are now.</param>
    /// <param name="weightsSha256">Of the weights after the last step; null as long as no node has told.</param>
    /// <param name="goodput">Where the nodes' time went; null when it was not counted.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="DiskFullException">No room; the old summary is still there.</exception>
    public RunSummary Write(
        RunStatus status, RunShape? shape, RecordTotals totals, double wallSeconds, int nodesAtEnd, ClusterHistory history,
        string? weightsSha256, GoodputSummary? goodput = null)
    {
        RunSummary summary = RunSummaries.Create(config, status, startedAt) with
        {
            Steps = totals.Steps,
            Epochs = shape?.EpochsAt(totals.Steps),
            NodesAtEnd = nodesAtEnd,
            Generations = history.Generations,
            Losses = history.Losses,
            RecoverySeconds = history.RecoverySeconds,
            Top1 = totals.LastEvaluation?.Top1,
            Top5 = totals.LastEvaluation?.Top5,
            BestTop1 = totals.BestTop1,
            TeacherTop1 = shape?.Facts.TeacherTop1,
            Compute = shape?.LedgerOf(totals.Counts).Summary,
            TeacherQueries = totals.Counts.Queries,
            StoredAnswers = config.KeepsAnswers ? totals.Counts.Trained - totals.Counts.Queries : null,
            DamagedImages = totals.Counts.Damaged,
            SamplesSeen = totals.Counts.Samples,
            ImagesPerSecond = totals.Counts.Samples / Math.Max(1e-9, wallSeconds),
            WallSeconds = wallSeconds,
            WeightsSha256 = weightsSha256,
            Goodput = goodput,
            Forecast = RunForecast.TryRead(folder.ForecastPath, config.Fingerprint),
        };
        summary.Write(folder.SummaryPath);
        return summary;
    }
}
