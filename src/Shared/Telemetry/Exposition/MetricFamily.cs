using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Shared.Telemetry.Exposition;

/// <summary>A metric with all its values at one moment, ready to be written.</summary>
/// <param name="Name">As OpenTelemetry names it.</param>
/// <param name="Unit">As OpenTelemetry writes it.</param>
public sealed record MetricFamily(
    string Name, string Unit, string Help, MetricKind Kind, IReadOnlyList<MetricPointValue> Points);

/// <summary>One value of a metric.</summary>
/// <param name="Labels">In the order in which they are written.</param>
/// <param name="Value">The sum of all values where it is a histogram.</param>
/// <param name="Buckets">Of a histogram: upper bounds, the last one infinite, with how many values are not above
/// each.</param>
public sealed record MetricPointValue(
    IReadOnlyList<KeyValuePair<string, string>> Labels, double Value,
    IReadOnlyList<(double UpperBound, long Count)>? Buckets = null);
