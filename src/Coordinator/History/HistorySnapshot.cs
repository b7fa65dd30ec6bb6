using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.History;

/// <summary>A run's curves at one moment.</summary>
/// <param name="Shape">Null until a node has told what the run is.</param>
/// <param name="Stride">Steps that a point stands for.</param>
/// <param name="After">The points and evaluations up to this step are not here; null when all are.</param>
/// <param name="Evaluations">From the one of the weights after step <paramref name="After"/> on.</param>
public sealed record HistorySnapshot(
    RunShape? Shape, long Stride, long? After, IReadOnlyList<CurvePoint> Points, IReadOnlyList<EvaluationReport> Evaluations);
