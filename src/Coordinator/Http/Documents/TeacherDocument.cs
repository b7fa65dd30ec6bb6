using Distillery.Coordinator.Protocol;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>A teacher of a run, as <c>GET /api/v1/run</c> shows it: by what its node told last. Numbers are null before it has
/// told any.</summary>
/// <param name="Id">Of its node.</param>
/// <param name="Name">The node's host, for people.</param>
/// <param name="State">loading, ready or leaving.</param>
/// <param name="QueueLength">Queries that wait for it or are being answered.</param>
/// <param name="Answered">Images that it has answered about since its node started.</param>
/// <param name="Busy">Queries that it turned away because its queue was full.</param>
/// <param name="LatencySeconds">From a query's arrival to its answer, over about the last 20; null before the first.</param>
public sealed record TeacherDocument(
    string Id, string Name, string State, int? QueueLength, long? Answered, long? Busy, double? LatencySeconds)
{
    /// <returns>By node; without those that do not teach.</returns>
    internal static IReadOnlyList<TeacherDocument> AllOf(IReadOnlyList<NodeView> nodes) =>
        [.. nodes.Where(node => node.TeacherState is not null).Select(Of)];

    private static TeacherDocument Of(NodeView node) => new(
        node.Node.Value, node.Name, node.TeacherState!, node.Teacher?.QueueLength, node.Teacher?.AnsweredImages,
        node.Teacher?.BusyCount,
        node.Teacher is { LatencySeconds: { } seconds } && double.IsFinite(seconds) ? seconds : null); // JSON has no NaN.
}
