using System.Text.Json;
using Distillery.Coordinator.Observation;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>A run, as <c>GET /api/v1/run</c> shows it.</summary>
/// <param name="Phase">Of <see cref="Protocol.CoordinatorPhase"/>, in snake_case.</param>
/// <param name="Generation">TERM.NUMBER.</param>
/// <param name="Step">How many steps the coordinator has heard of.</param>
/// <param name="TotalSteps">Null until a node has told what the run is.</param>
/// <param name="Top1">Of the last evaluation, 0 to 1; null before the first.</param>
/// <param name="ComputeRatio">Of conventional distillation's; null without a teacher.</param>
/// <param name="Losses">Nodes lost since the run's first start.</param>
/// <param name="NodeCount">Nodes whose link stands.</param>
/// <param name="SamplesSeen">Images that went by; conventional distillation asks the teacher about each.</param>
/// <param name="ImagesPerSecond">Over the last fifth of the steps; null before the first one.</param>
/// <param name="SecondsLeft">At that pace; null before the first step, and once the run has ended.</param>
/// <param name="Outcome">Null while the run goes on.</param>
/// <param name="Teachers">Nodes that teach in this run, by id; null from a coordinator that does not tell.</param>
public sealed record RunDocument(
    string RunId, string Name, string Method, string Phase, string Generation, long Step, long? TotalSteps, double? Epoch,
    double? Top1, double? ComputeRatio, long TeacherQueries, double WallSeconds, long Losses, int NodeCount,
    OutcomeDocument? Outcome, long SamplesSeen = 0, double? ImagesPerSecond = null, double? SecondsLeft = null,
    IReadOnlyList<TeacherDocument>? Teachers = null)
{
    internal static RunDocument Of(ClusterView view, OutcomeDocument? outcome) => new(
        view.RunId, view.Name, view.Method, JsonNamingPolicy.SnakeCaseLower.ConvertName(view.Phase.ToString()),
        view.Generation.ToString(), view.RecordedSteps, view.TotalSteps, Finite(view.Epoch), Finite(view.Top1),
        Finite(view.ComputeRatio), view.TeacherQueries, Finite(view.WallSeconds) ?? 0, view.Losses, view.Nodes.Count, outcome,
        view.SamplesSeen, view.Pace.ImagesPerSecond is > 0 and double rate ? rate : null,
        outcome is null ? SecondsLeftOf(view) : null, TeacherDocument.AllOf(view.Nodes));

    private static double? SecondsLeftOf(ClusterView view) => view is { TotalSteps: { } steps, Pace.SecondsPerStep: > 0 }
        ? Math.Max(0, steps - view.RecordedSteps) * view.Pace.SecondsPerStep : null;

    // JSON has no NaN.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
