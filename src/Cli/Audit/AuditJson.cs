using System.Text.Json.Nodes;

namespace Distillery.Cli.Audit;

/// <summary>What an audit has found, as one JSON object; docs/cli.md lists its members.</summary>
internal static class AuditJson
{
    internal static string Line(AuditReport report) => new JsonObject
    {
        ["kind"] = "audit",
        ["folder"] = report.Folder,
        ["clean"] = report.IsClean,
        ["steps"] = report.StepCount,
        ["epochs"] = report.EpochCount,
        ["samples"] = report.SampleCount,
        ["samples_by"] = report.SampleSource,
        ["chain"] = report.Chain,
        ["finding_count"] = report.FindingCount,
        ["findings"] = Array(report.Findings.Select(finding => new JsonObject
        {
            ["what"] = finding.What,
            ["where"] = finding.Where,
            ["next"] = finding.Next,
        })),
        ["notes"] = Array(report.Notes.Select(note => JsonValue.Create(note))),
    }.ToJsonString();

    internal static string Line(RunDifference difference) => new JsonObject
    {
        ["kind"] = "difference",
        ["a"] = difference.First,
        ["b"] = difference.Second,
        ["equal"] = difference.IsEqual,
        ["steps_a"] = difference.FirstCount,
        ["steps_b"] = difference.SecondCount,
        ["step"] = difference.Step,
        ["parts"] = Array(difference.Parts.Select(part => new JsonObject
        {
            ["name"] = part.Name,
            ["a"] = part.First,
            ["b"] = part.Second,
        })),
        ["configuration"] = Array(difference.Configuration.Select(key => JsonValue.Create(key))),
    }.ToJsonString();

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);
}
