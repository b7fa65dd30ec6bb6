using Distillery.Coordinator.History;
using Distillery.Coordinator.Protocol;
using Distillery.Messages;

namespace Distillery.Coordinator.Observation;

/// <summary>How a run and its cluster stand at one moment.</summary>
/// <param name="Phase">Where the coordinator is in the life of generations.</param>
/// <param name="RecordedSteps">Steps that the coordinator has heard of.</param>
/// <param name="TotalSteps">Null until a node has told what the run is.</param>
/// <param name="Top1">Of the last evaluation, 0 to 1; null before the first.</param>
/// <param name="ComputeRatio">Of conventional distillation's; null without a teacher.</param>
public sealed record ClusterView(
    string RunId, string Name, string Method, CoordinatorPhase Phase, Generation Generation, long RecordedSteps,
    long? TotalSteps, double? Epoch, double? Top1, double? ComputeRatio, long TeacherQueries, double WallSeconds,
    long Losses, IReadOnlyList<NodeView> Nodes)
{
    /// <summary>Images of the plan that went by, kept or not.</summary>
    public long SamplesSeen { get; init; }

    /// <summary>How fast the last steps went.</summary>
    public StepPace Pace { get; init; }
}
