using Distillery.Messages.Progress;

namespace Distillery.Shared.Runs;

/// <summary>What a run has counted so far: a fold over the records of its applied steps, so that every node that applied
/// them has the same.</summary>
public sealed record RunTotals
{
    /// <summary>The step after the last one that was counted.</summary>
    public long AppliedSteps { get; init; }

    /// <summary>Steps whose average was not finite.</summary>
    public long SkippedSteps { get; init; }

    /// <summary>Samples of the plan that have gone by, kept or not.</summary>
    public long SamplesSeen { get; init; }

    public long ScoredImages { get; init; }

    public long TrainedImages { get; init; }

    public long TeacherQueries { get; init; }

    /// <summary>How many steps the weights that were evaluated last have behind them; null before the first
    /// evaluation.</summary>
    public long? EvaluatedStep { get; init; }

    /// <summary>0 to 1, as the two below.</summary>
    public double? Top1 { get; init; }

    public double? Top5 { get; init; }

    public double? BestTop1 { get; init; }

    /// <summary>The totals with one more step.</summary>
    public RunTotals After(StepRecord record)
    {
        RunTotals totals = this with
        {
            AppliedSteps = record.Step + 1,
            SkippedSteps = SkippedSteps + (record.IsSkipped ? 1 : 0),
            SamplesSeen = SamplesSeen + record.Reports.Sum(report => (long)report.Samples),
            ScoredImages = ScoredImages + record.Reports.Sum(report => (long)report.ScoredImages),
            TrainedImages = TrainedImages + record.Reports.Sum(report => (long)report.Kept.Count),
            TeacherQueries = TeacherQueries + record.Reports.Sum(report => (long)report.TeacherQueries),
        };
        long images = record.Reports.Sum(report => report.Evaluation?.Images ?? 0);
        if (images == 0) return totals;
        double top1 = (double)record.Reports.Sum(report => report.Evaluation?.Top1 ?? 0) / images;
        return totals with
        {
            EvaluatedStep = record.Step,
            Top1 = top1,
            Top5 = (double)record.Reports.Sum(report => report.Evaluation?.Top5 ?? 0) / images,
            BestTop1 = Math.Max(top1, BestTop1 ?? 0),
        };
    }
}
