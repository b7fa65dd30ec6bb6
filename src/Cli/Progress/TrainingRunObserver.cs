using Distillery.Coordinator.Observation;
using Distillery.GpuNode.Evaluation;
using Distillery.Messages.Progress;
using Training = Distillery.GpuNode.Training;

namespace Distillery.Cli.Progress;

/// <summary>Lets a run that trains in one process, without a coordinator, tell a view how it goes.</summary>
internal sealed class TrainingRunObserver(IRunObserver view) : Training.IRunObserver
{
    public void Started(Training.RunStart start) => view.Started(new RunStart(
        start.Config, start.FirstStep, start.TotalSteps, start.StepsPerEpoch, start.StudentMacs, start.TeacherMacs,
        start.TeacherTop1));

    public void StepApplied(Training.StepReport step) => view.StepApplied(new StepReport(
        step.Step, step.Epoch, step.Loss, step.LearningRate, step.Samples, step.TeacherQueries, step.PhaseSeconds,
        step.Seconds, step.SelectedRatio, step.MeanUncertainty, step.ComputeRatio));

    public void Evaluated(long step, double epoch, Accuracy accuracy) => view.Evaluated(new EvaluationReport(
        step, epoch, new EvaluationCounts(accuracy.Count, accuracy.Top1Correct, accuracy.Top5Correct)));

    public void CheckpointSaved(long step) => view.CheckpointSaved(step);

    public void Warned(string text) => view.Warned(text);
}
