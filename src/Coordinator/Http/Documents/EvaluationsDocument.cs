using Distillery.Coordinator.Observation;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>Evaluations of a run, by columns of the same length.</summary>
/// <param name="Step">How many steps had been applied.</param>
/// <param name="Top1">0 to 1.</param>
/// <param name="Top5">0 to 1.</param>
public sealed record EvaluationsDocument(
    IReadOnlyList<long> Step, IReadOnlyList<double> Epoch, IReadOnlyList<double> Top1, IReadOnlyList<double> Top5)
{
    internal static EvaluationsDocument Of(IReadOnlyList<EvaluationReport> evaluations) => new(
        [.. evaluations.Select(evaluation => evaluation.Step)],
        [.. evaluations.Select(evaluation => Math.Round(evaluation.Epoch, 4))],
        [.. evaluations.Select(evaluation => evaluation.Top1)],
        [.. evaluations.Select(evaluation => evaluation.Top5)]);
}
