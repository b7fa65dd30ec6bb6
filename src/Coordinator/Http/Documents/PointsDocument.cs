using Distillery.Coordinator.History;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>Points of curves, by columns of the same length. A point is the mean over the steps that it stands for.</summary>
/// <param name="Step">The last step of each point, counted once it was applied.</param>
/// <param name="Loss">Null where no step had a finite one.</param>
/// <param name="LabelLoss">Its part that the labels have; null where the method does not use them.</param>
/// <param name="DistillLoss">Its part that the teacher has; null where the method asks none.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="SelectedRatio">Kept samples over all.</param>
/// <param name="Uncertainty">Null where nothing was scored.</param>
/// <param name="ComputeRatio">Of the run so far, against conventional distillation; null without a teacher.</param>
public sealed record PointsDocument(
    IReadOnlyList<long> Step, IReadOnlyList<double> Epoch, IReadOnlyList<double?> Loss, IReadOnlyList<double?> LabelLoss,
    IReadOnlyList<double?> DistillLoss, IReadOnlyList<double> LearningRate, IReadOnlyList<double?> ImagesPerSecond,
    IReadOnlyList<double> SelectedRatio, IReadOnlyList<double?> Uncertainty, IReadOnlyList<double?> ComputeRatio)
{
    private const int Digits = 6; // More would not be seen, and would have to be sent.

    internal static PointsDocument Of(IReadOnlyList<CurvePoint> points) => new(
        [.. points.Select(point => point.Step)],
        [.. points.Select(point => Short(point.Epoch)!.Value)],
        [.. points.Select(point => Short(point.Loss.Value))],
        [.. points.Select(point => Short(point.LabelLoss.Value))],
        [.. points.Select(point => Short(point.DistillLoss.Value))],
        [.. points.Select(point => Short(point.LearningRate)!.Value)],
        [.. points.Select(point => Short(point.ImagesPerSecond))],
        [.. points.Select(point => Short(point.SelectedRatio)!.Value)],
        [.. points.Select(point => Short(point.Uncertainty.Value))],
        [.. points.Select(point => Short(point.ComputeRatio))]);

    /// <summary>Rounded to significant digits; null where there is no finite number.</summary>
    private static double? Short(double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return null;
        if (number == 0) return 0;
        int decimals = Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(number)));
        return decimals is >= 0 and <= 15 ? Math.Round(number, decimals) : number;
    }
}
