using System.Globalization;

namespace Distillery.Coordinator.Observation;

/// <summary>Events of a run as sentences, the same wherever they are told.</summary>
internal static class EventTexts
{
    internal static string Of(RunStart start) =>
        $"{start.Config.Methods[0].Label} goes on from step {start.FirstStep} of {start.TotalSteps}";

    internal static string Of(EvaluationReport evaluation) => string.Create(
        CultureInfo.InvariantCulture, $"top-1 {evaluation.Top1:P2} after step {evaluation.Step}");
}
