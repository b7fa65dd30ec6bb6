namespace Distillery.Coordinator.Observation;

/// <summary>One applied step.</summary>
/// <param name="Step">How many steps have been applied.</param>
/// <param name="Epoch">The position in epochs, with its fraction.</param>
/// <param name="Loss">The mean over ranks.</param>
/// <param name="PhaseSeconds">By <see cref="Shared.Compute.StepPhase"/>, the mean over ranks; empty when the step is read
/// back from the record.</param>
/// <param name="Seconds">The whole step, as the coordinator's clock shows it.</param>
/// <param name="SelectedRatio">Kept samples over all samples.</param>
/// <param name="MeanUncertainty">Over all scored samples; null when nothing is scored.</param>
/// <param name="ComputeRatio">Of conventional distillation's, over the run so far; null without a teacher.</param>
public sealed record StepReport(
    long Step, double Epoch, double Loss, double LearningRate, long Samples, long TeacherQueries,
    IReadOnlyList<double> PhaseSeconds, double Seconds, double SelectedRatio, double? MeanUncertainty,
    double? ComputeRatio)
{
    /// <summary>The part of the loss that the labels have; null where the method does not use them.</summary>
    public double? LabelLoss { get; init; }

    /// <summary>The part of the loss that the teacher has; null where the method asks none.</summary>
    public double? DistillLoss { get; init; }
}
