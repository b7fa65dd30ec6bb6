namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>A metric that the product has, before any value of it.</summary>
/// <param name="Name">As OpenTelemetry names it, with dots and without its unit: <c>distillery.step_duration</c>.</param>
/// <param name="Unit">In UCUM's notation, as OpenTelemetry writes units: s, By, 1 for a ratio, {step} for a count.</param>
/// <param name="Meaning">What it says, as a sentence.</param>
/// <param name="Role">Which process has it: coordinator, node, or both. No two roles share a metric but those of the
/// process itself, for coordinator and node may be one process with one page.</param>
/// <param name="Labels">Their names, with the values that they take in brackets; none takes unboundedly many.</param>
/// <param name="Buckets">Upper bounds of a histogram's buckets, rising.</param>
public sealed record MetricDefinition(
    string Name, MetricKind Kind, string Unit, string Meaning, string Role, string Labels = "",
    IReadOnlyList<double>? Buckets = null)
{
    /// <summary>What stands in a scrape, a dashboard and a rule: <c>distillery_step_duration_seconds</c>.</summary>
    public string ExposedName => MetricNaming.Exposed(Name, Unit, Kind);
}
