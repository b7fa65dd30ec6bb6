using Distillery.GpuNode.Losses;
using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Student;

/// <summary>What a rank tells of one step, beside its contribution.</summary>
/// <param name="Loss">The loss of the batch at the weights before the step.</param>
/// <param name="ScoredImages">Images that the student ran through to choose.</param>
/// <param name="TeacherQueries">Images that the teacher was asked about.</param>
/// <param name="PhaseSeconds">Seconds by <see cref="StepPhase"/>.</param>
public sealed record RankStep(
    LossValues Loss, Selection Selection, int ScoredImages, int TeacherQueries, double[] PhaseSeconds);
