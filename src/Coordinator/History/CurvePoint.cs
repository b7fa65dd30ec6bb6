using Distillery.Coordinator.Observation;

namespace Distillery.Coordinator.History;

/// <summary>Steps next to each other, taken together as one point of a curve.</summary>
/// <param name="Step">The last of them: so many steps had been applied.</param>
/// <param name="Epoch">The position in epochs after that step.</param>
/// <param name="StepCount">How many steps it stands for.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="Samples">Images of the plan that went by.</param>
/// <param name="Seconds">That the steps took.</param>
/// <param name="SelectedSum">Of each step's share of kept samples.</param>
/// <param name="ComputeRatio">Of the whole run until the last step; null without a teacher.</param>
public readonly record struct CurvePoint(
    long Step, double Epoch, long StepCount, double LearningRate, long Samples, double Seconds, double SelectedSum,
    double? ComputeRatio)
{
    /// <summary>A skipped step has none.</summary>
    public StepMean Loss { get; init; }

    /// <summary>The part of the loss that the labels have; none where the method does not use them.</summary>
    public StepMean LabelLoss { get; init; }

    /// <summary>The part of the loss that the teacher has; none without one.</summary>
    public StepMean DistillLoss { get; init; }

    /// <summary>None where nothing was scored.</summary>
    public StepMean Uncertainty { get; init; }

    /// <summary>Null where no time is known to have passed.</summary>
    public double? ImagesPerSecond => Seconds > 0 ? Samples / Seconds : null;

    /// <summary>Kept samples over all samples.</summary>
    public double SelectedRatio => SelectedSum / Math.Max(1, StepCount);

    /// <param name="later">The steps that follow.</param>
    public static CurvePoint operator +(CurvePoint earlier, CurvePoint later) => later with
    {
        StepCount = earlier.StepCount + later.StepCount,
        Samples = earlier.Samples + later.Samples,
        Seconds = earlier.Seconds + later.Seconds,
        SelectedSum = earlier.SelectedSum + later.SelectedSum,
        Loss = earlier.Loss + later.Loss,
        LabelLoss = earlier.LabelLoss + later.LabelLoss,
        DistillLoss = earlier.DistillLoss + later.DistillLoss,
        Uncertainty = earlier.Uncertainty + later.Uncertainty,
    };

    internal static CurvePoint Of(StepReport step) => new(
        step.Step, step.Epoch, StepCount: 1, step.LearningRate, step.Samples, step.Seconds, step.SelectedRatio, step.ComputeRatio)
    {
        Loss = StepMean.Of(step.Loss),
        LabelLoss = StepMean.Of(step.LabelLoss),
        DistillLoss = StepMean.Of(step.DistillLoss),
        Uncertainty = StepMean.Of(step.MeanUncertainty),
    };
}
