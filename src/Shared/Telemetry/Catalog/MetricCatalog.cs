using System.Diagnostics.Metrics;

namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>All metrics of the product; docs/metrics.md has the same.</summary>
public static class MetricCatalog
{
    /// <summary>The meter's name in OpenTelemetry.</summary>
    public const string MeterName = "Distillery";

    /// <summary>.NET's own.</summary>
    public const string RuntimeMeterName = "System.Runtime";

    public static IReadOnlyList<MetricDefinition> All { get; } =
        [.. RunMetrics.All, .. NodeMetrics.All, .. ProcessMetrics.All];

    public static Counter<T> Count<T>(this Meter meter, MetricDefinition of)
        where T : struct => meter.CreateCounter<T>(of.Name, of.Unit, of.Meaning);

    public static Histogram<double> Measure(this Meter meter, MetricDefinition of) => meter.CreateHistogram(
        of.Name, of.Unit, of.Meaning, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = of.Buckets });

    /// <summary>A gauge or a counter that is read when somebody looks; NaN for no value yet.</summary>
    public static void Observe(this Meter meter, MetricDefinition of, Func<double> read) =>
        meter.Observe(of, () => read() is var value && double.IsNaN(value) ? [] : [new Measurement<double>(value)]);

    /// <summary>The same with labels.</summary>
    public static void Observe(this Meter meter, MetricDefinition of, Func<IEnumerable<Measurement<double>>> read)
    {
        if (of.Kind == MetricKind.Counter) meter.CreateObservableCounter(of.Name, read, of.Unit, of.Meaning);
        else meter.CreateObservableGauge(of.Name, read, of.Unit, of.Meaning);
    }

    /// <summary>A value with one label.</summary>
    public static Measurement<double> With(double value, string label, string labelValue) =>
        new(value, new KeyValuePair<string, object?>(label, labelValue));
}
