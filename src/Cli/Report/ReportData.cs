using System.Text.Json;
using System.Text.Json.Serialization;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Record;

namespace Distillery.Cli.Report;

/// <summary>What the script of a report draws.</summary>
internal sealed record ReportData(IReadOnlyList<ReportCurves> Runs)
{
    internal static string JsonOf(IReadOnlyList<ReportedRun> runs) => JsonSerializer.Serialize(
        new ReportData([.. runs.Select(ReportCurves.Of)]), ReportJson.Default.ReportData); // Its '<' are escaped.
}

/// <param name="Events">Losses of nodes, which are marked in the curves.</param>
internal sealed record ReportCurves(string Label, HistoryDocument History, IReadOnlyList<EventEntry> Events)
{
    internal static ReportCurves Of(ReportedRun run) =>
        new(run.Label, run.History, [.. run.Events.Where(happened => happened.Kind == "node_lost")]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportData))]
internal sealed partial class ReportJson : JsonSerializerContext;
