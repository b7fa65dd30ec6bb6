using System.Globalization;
using Distillery.Shared.Telemetry.Catalog;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Distillery.Shared.Telemetry.Exposition;

/// <summary>Takes what OpenTelemetry's SDK has added up, as families.</summary>
internal sealed class FamilyReader : BaseExporter<Metric>
{
    /// <summary>Of the collection done last.</summary>
    internal IReadOnlyList<MetricFamily> Families { get; private set; } = [];

    public override ExportResult Export(in Batch<Metric> batch)
    {
        Dictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
        foreach (Metric metric in batch)
        {
            if (KindOf(metric.MetricType) is not { } kind) continue;
            // Of two with one name the first counts: a page must not have a name twice.
            families.TryAdd(
                MetricNaming.Exposed(metric.Name, metric.Unit, kind),
                new MetricFamily(metric.Name, metric.Unit, metric.Description, kind, PointsOf(metric)));
        }
        Families = [.. families.Values];
        return ExportResult.Success;
    }

    private static List<MetricPointValue> PointsOf(Metric metric)
    {
        List<MetricPointValue> points = [];
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints()) points.Add(Read(metric.MetricType, point));
        return points;
    }

    private static MetricPointValue Read(MetricType type, in MetricPoint point)
    {
        List<KeyValuePair<string, string>> labels = [];
        foreach (KeyValuePair<string, object?> tag in point.Tags)
            labels.Add(new(tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? ""));
        return type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => new(labels, point.GetSumLong()),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => new(labels, point.GetSumDouble()),
            MetricType.LongGauge => new(labels, point.GetGaugeLastValueLong()),
            MetricType.DoubleGauge => new(labels, point.GetGaugeLastValueDouble()),
            _ => new(labels, point.GetHistogramSum(), BucketsOf(point)),
        };
    }

    private static List<(double, long)> BucketsOf(in MetricPoint point)
    {
        List<(double, long)> buckets = [];
        long count = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
            buckets.Add((bucket.ExplicitBound, count += bucket.BucketCount));
        return buckets;
    }

    /// <summary>Null for kinds that nothing here uses.</summary>
    private static MetricKind? KindOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => MetricKind.Counter,
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic =>
            MetricKind.Gauge,
        MetricType.Histogram => MetricKind.Histogram,
        _ => null,
    };
}
