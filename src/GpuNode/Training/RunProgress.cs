namespace Distillery.GpuNode.Training;

/// <summary>The part of a run's position that is counted and not weights; stored in a checkpoint's state.json.</summary>
public sealed record RunProgress
{
    public long Step { get; init; }

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
}
