using Distillery.Coordinator.History;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>A run's curves, as <c>GET /api/v1/history</c> shows them: no more than about a thousand points, however long the run is.
/// </summary>
/// <param name="Plan">Null until a node has told what the run is.</param>
/// <param name="Stride">How many steps a point stands for; the last one may stand for fewer.</param>
/// <param name="After">What is up to this step was asked to be left out; null when everything is here.</param>
/// <param name="Evaluations">Those of the weights after step <paramref name="After"/> and of later ones.</param>
public sealed record HistoryDocument(
    PlanDocument? Plan, long Stride, long? After, PointsDocument Points, EvaluationsDocument Evaluations)
{
    public static HistoryDocument Of(HistorySnapshot history) => new(
        history.Shape is { } shape ? PlanDocument.Of(shape) : null, history.Stride, history.After,
        PointsDocument.Of(history.Points), EvaluationsDocument.Of(history.Evaluations));
}
