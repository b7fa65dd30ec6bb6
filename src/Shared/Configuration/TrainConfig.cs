using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How long and how the student is trained.</summary>
public sealed record TrainConfig
{
    /// <summary>Passes over the training data; null if only <see cref="Steps"/> is stated.</summary>
    public int? Epochs { get; init; }

    /// <summary>Optimizer steps; when stated, they and not the epochs are the length of the run.</summary>
    public int? Steps { get; init; }

    /// <summary>Samples a rank and step.</summary>
    public int Batch { get; init; }

    /// <summary>Ranks: logical replicas of the student. Their gradients are averaged in each step.</summary>
    public int Replicas { get; init; }

    /// <summary>Threads inside one rank's operators. They decide how sums are split, and so the last bits.</summary>
    public int Threads { get; init; }

    public Precision Precision { get; init; }

    public required OptimizerConfig Optimizer { get; init; }

    public required ScheduleConfig Schedule { get; init; }

    /// <summary>The share of a label's probability that is spread over all classes, 0 to below 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The largest Euclidean norm of the averaged gradient; null to leave it as it is.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The decay a step of the moving average of the weights that is evaluated; null for none.</summary>
    public double? EmaDecay { get; init; }

    /// <summary>So many steps in a row whose average is not finite end the run; fewer are passed over.</summary>
    public int SkippedStepsLimit { get; init; }

    /// <summary>Samples of all ranks in one step.</summary>
    public int SamplesPerStep => Batch * Replicas;

    internal static TrainConfig Read(SectionReader section)
    {
        int? epochs = section.OptionalInteger("epochs", 1, 1_000_000, "required unless steps");
        int? steps = section.OptionalInteger("steps", 1, int.MaxValue);
        if (epochs is null && steps is null && !section.Has("epochs") && !section.Has("steps"))
            section.Fail("epochs", "is required and missing", "Add 'epochs:', or 'steps:' with a number of steps.");
        return new TrainConfig
        {
            Epochs = epochs,
            Steps = steps,
            Batch = section.Integer("batch", 64, 1, 65_536),
            Replicas = section.Integer("replicas", 1, 1, 4096),
            Threads = section.Integer("threads", 1, 1, 1024),
            Precision = section.Choice<Precision>("precision", Precision.Float32),
            Optimizer = OptimizerConfig.Read(section.Section("optimizer")),
            Schedule = ScheduleConfig.Read(section.Section("schedule"), steps is null ? epochs : null),
            LabelSmoothing = section.Number("label_smoothing", 0, 0, 0.999),
            ClipNorm = section.OptionalNumber("clip_norm", 1e-6, 1e6),
            EmaDecay = section.OptionalNumber("ema_decay", 0, 0.9999999),
            SkippedStepsLimit = section.Integer("skipped_steps_limit", 10, 1, 1000),
        };
    }

    internal void Write(SectionWriter section)
    {
        section.Put("epochs", Epochs);
        section.Put("steps", Steps);
        section.Put("batch", Batch);
        section.Put("replicas", Replicas);
        section.Put("threads", Threads);
        section.Put("precision", Precision);
        section.Put("optimizer", Optimizer.Write);
        section.Put("schedule", Schedule.Write);
        section.Put("label_smoothing", LabelSmoothing);
        section.Put("clip_norm", ClipNorm);
        section.Put("ema_decay", EmaDecay);
        section.Put("skipped_steps_limit", SkippedStepsLimit);
    }
}
