using Distillery.Coordinator.Observation;

namespace Distillery.Coordinator.History;

/// <summary>Steps next to each other, taken together as one point of a curve.</summary>
/// <remarks>Sums and not means, so that two points can be taken together without losing anything.</remarks>
/// <param name="Step">The last of them: so many steps had been applied.</param>
/// <param name="Epoch">The position in epochs after that step.</param>
/// <param name="StepCount">How many steps it stands for.</param>
/// <param name="FiniteCount">Steps whose loss is a number; a skipped step has none.</param>
/// <param name="LossSum">Over those.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="Samples">Images of the plan that went by.</param>
/// <param name="Seconds">That the steps took.</param>
/// <param name="SelectedSum">Of each step's share of kept samples.</param>
/// <param name="ScoredCount">Steps in which samples were scored.</param>
/// <param name="UncertaintySum">Over those.</param>
/// <param name="ComputeRatio">Of the whole run until the last step; null without a teacher.</param>
public readonly record struct CurvePoint(
    long Step, double Epoch, long StepCount, long FiniteCount, double LossSum, double LearningRate, long Samples, double Seconds,
    double SelectedSum, long ScoredCount, double UncertaintySum, double? ComputeRatio)
{
    /// <summary>The mean over the steps; null when none has a finite one.</summary>
    public double? Loss => FiniteCount == 0 ? null : LossSum / FiniteCount;

    /// <summary>Null where no time is known to have passed.</summary>
    public double? ImagesPerSecond => Seconds > 0 ? Samples / Seconds : null;

    /// <summary>Kept samples over all samples.</summary>
    public double SelectedRatio => SelectedSum / Math.Max(1, StepCount);

    /// <summary>The mean over steps that scored; null when none did.</summary>
    public double? Uncertainty => ScoredCount == 0 ? null : UncertaintySum / ScoredCount;

    /// <param name="later">The steps that follow.</param>
    public static CurvePoint operator +(CurvePoint earlier, CurvePoint later) => later with
    {
        StepCount = earlier.StepCount + later.StepCount,
        FiniteCount = earlier.FiniteCount + later.FiniteCount,
        LossSum = earlier.LossSum + later.LossSum,
        Samples = earlier.Samples + later.Samples,
        Seconds = earlier.Seconds + later.Seconds,
        SelectedSum = earlier.SelectedSum + later.SelectedSum,
        ScoredCount = earlier.ScoredCount + later.ScoredCount,
        UncertaintySum = earlier.UncertaintySum + later.UncertaintySum,
    };

    internal static CurvePoint Of(StepReport step)
    {
        bool isFinite = double.IsFinite(step.Loss);
        bool isScored = step.MeanUncertainty is { } uncertainty && double.IsFinite(uncertainty);
        return new CurvePoint(
            step.Step, step.Epoch, StepCount: 1, isFinite ? 1 : 0, isFinite ? step.Loss : 0, step.LearningRate, step.Samples,
            step.Seconds, step.SelectedRatio, isScored ? 1 : 0, isScored ? step.MeanUncertainty!.Value : 0, step.ComputeRatio);
    }
}
