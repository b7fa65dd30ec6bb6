using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>What a run is going to do.</summary>
/// <param name="Student">The architecture.</param>
/// <param name="Teacher">The architecture; null without one.</param>
/// <param name="TeacherTop1">As measured, 0 to 1.</param>
/// <param name="Batch">Samples a rank and step.</param>
public sealed record PlanDocument(
    long TotalSteps, long StepsPerEpoch, int Ranks, int Batch, long Seed, string Student, string? Teacher, double? TeacherTop1)
{
    internal static PlanDocument Of(RunShape shape) => new(
        shape.Facts.TotalSteps, shape.Facts.StepsPerEpoch, shape.Config.Train.Replicas, shape.Config.Train.Batch,
        shape.Config.Seed, shape.Config.Student.Architecture, shape.Config.Teacher?.Architecture, shape.Facts.TeacherTop1);
}
