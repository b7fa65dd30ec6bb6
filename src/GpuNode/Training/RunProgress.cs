using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Training;

/// <summary>The part of a run's position that is counted and not weights; stored in a checkpoint's state.json.</summary>
public sealed record RunProgress
{
    public long Step { get; init; }

    /// <summary>Steps whose average was not finite.</summary>
    public long SkippedSteps { get; init; }

    public long SamplesSeen { get; init; }

    public long ScoredImages { get; init; }

    public long TrainedImages { get; init; }

    public long TeacherQueries { get; init; }

    /// <summary>When the first attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Seconds that all attempts of the run took until here.</summary>
    public double WallSeconds { get; init; }

    /// <summary>The step whose weights were evaluated last; null before the first evaluation.</summary>
    public long? EvaluatedStep { get; init; }

    public double? Top1 { get; init; }

    public double? Top5 { get; init; }

    public double? BestTop1 { get; init; }

    public string ConfigFingerprint { get; init; } = "";

    /// <summary>As <see cref="Parameters.WeightsChecksum"/> has it; null outside of a checkpoint.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>From what was counted up to a step.</summary>
    public static RunProgress Of(RunTotals totals, string configFingerprint) => new()
    {
        Step = totals.AppliedSteps,
        SkippedSteps = totals.SkippedSteps,
        SamplesSeen = totals.SamplesSeen,
        ScoredImages = totals.ScoredImages,
        TrainedImages = totals.TrainedImages,
        TeacherQueries = totals.TeacherQueries,
        EvaluatedStep = totals.EvaluatedStep,
        Top1 = totals.Top1,
        Top5 = totals.Top5,
        BestTop1 = totals.BestTop1,
        ConfigFingerprint = configFingerprint,
    };

    /// <summary>What was counted up to the step.</summary>
    public RunTotals ToTotals() => new()
    {
        AppliedSteps = Step,
        SkippedSteps = SkippedSteps,
        SamplesSeen = SamplesSeen,
        ScoredImages = ScoredImages,
        TrainedImages = TrainedImages,
        TeacherQueries = TeacherQueries,
        EvaluatedStep = EvaluatedStep,
        Top1 = Top1,
        Top5 = Top5,
        BestTop1 = BestTop1,
    };
}
