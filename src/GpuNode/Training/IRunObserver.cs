using Distillery.GpuNode.Evaluation;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Training;

/// <summary>Told of a run's events as they happen, on the run's own thread: it must not take long.</summary>
public interface IRunObserver
{
    void Started(RunStart start);

    void StepApplied(StepReport step);

    void Evaluated(long step, double epoch, Accuracy accuracy);

    void CheckpointSaved(long step);

    void Warned(string text);
}

/// <summary>How a run begins.</summary>
/// <param name="FirstStep">Above 0 when it resumes.</param>
public sealed record RunStart(
    RunConfig Config, long FirstStep, long TotalSteps, long StepsPerEpoch, long StudentMacs, long? TeacherMacs,
    double? TeacherTop1);

/// <summary>One applied step.</summary>
/// <param name="Step">How many steps have been applied.</param>
/// <param name="Loss">The mean over ranks.</param>
/// <param name="PhaseSeconds">By <see cref="Shared.Compute.StepPhase"/>; for phases that ranks compute side by side, the mean over
/// ranks.</param>
/// <param name="Seconds">The whole step, as the clock on the wall shows it.</param>
/// <param name="SelectedRatio">Kept samples over all samples.</param>
/// <param name="MeanUncertainty">Over all scored samples; null when nothing is scored.</param>
public sealed record StepReport(
    long Step, double Epoch, double Loss, double LearningRate, int Samples, int TeacherQueries, double[] PhaseSeconds,
    double Seconds, double SelectedRatio, double? MeanUncertainty, double? ComputeRatio);
