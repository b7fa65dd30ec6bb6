using Distillery.Coordinator.Observation;

namespace Distillery.Coordinator.Record;

/// <summary>What a run has done so far: a fold over its entries, so that it can be rebuilt from steps.jsonl at any
/// time.</summary>
public sealed record RecordTotals
{
    public static RecordTotals None { get; } = new();

    /// <summary>How many steps have been applied; the closing step is none of them.</summary>
    public long Steps { get; init; }

    public StepCounts Counts { get; init; }

    /// <summary>Steps whose average was not finite.</summary>
    public long SkippedSteps { get; init; }

    public long Evaluations { get; init; }

    /// <summary>Of the last evaluation; null before the first one.</summary>
    public EvaluationReport? LastEvaluation { get; init; }

    /// <summary>0 to 1; null before the first evaluation.</summary>
    public double? BestTop1 { get; init; }

    public static RecordTotals Of(IEnumerable<StepEntry> entries, RunShape shape) =>
        entries.Aggregate(None, (totals, entry) => totals.With(entry, shape));

    public RecordTotals With(StepEntry entry, RunShape shape)
    {
        RecordTotals totals = this with
        {
            Steps = shape.Steps.IsClosing(entry.Step) ? Steps : entry.Step + 1,
            Counts = Counts + entry.Counts,
            SkippedSteps = SkippedSteps + (entry.IsSkipped ? 1 : 0),
        };
        if (entry.Evaluation is not { } counts) return totals;
        EvaluationReport evaluation = new(entry.Step, shape.EpochsAt(entry.Step), counts);
        return totals with
        {
            Evaluations = Evaluations + 1,
            LastEvaluation = evaluation,
            BestTop1 = Math.Max(evaluation.Top1, BestTop1 ?? 0),
        };
    }
}
