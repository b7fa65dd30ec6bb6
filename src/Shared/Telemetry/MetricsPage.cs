using System.Diagnostics.Metrics;
using System.Reflection;
using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.Telemetry.Exposition;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Distillery.Shared.Telemetry;

/// <summary>All metrics of this process, added up by OpenTelemetry's SDK from when this is made, and written when somebody
/// scrapes.</summary>
public sealed class MetricsPage : IDisposable
{
    /// <summary>No flood of requests makes it read more often.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly FamilyReader _reader = new();
    private readonly BaseExportingMetricReader _collector;
    private readonly MeterProvider _provider;
    private readonly Meter _process;
    private readonly KeyValuePair<string, string>[] _target;
    private readonly MetricFamily[] _empty;
    private IReadOnlyList<MetricFamily> _families = [];
    private long _readTimestamp;
    private bool _isRead;

    /// <param name="instance">Names this process among all of the run.</param>
    /// <param name="metrics">What this process has: histograms among them are there from the start, with nothing in them, so
    /// that a rate over their first value is right.</param>
    /// <param name="meterName">Another name keeps what tests measure apart.</param>
    public MetricsPage(
        string instance, TimeProvider time, IEnumerable<MetricDefinition> metrics,
        string meterName = MetricCatalog.MeterName)
    {
        _time = time;
        _empty = [.. metrics.Where(metric => metric is { Kind: MetricKind.Histogram, Labels: "" }).Select(EmptyFamily)];
        _target = TargetOf(instance);
        _process = new Meter(meterName);
        ProcessFigures.Observe(_process, time);
        _collector = new BaseExportingMetricReader(_reader);
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(meterName, MetricCatalog.RuntimeMeterName).AddReader(_collector).Build();
    }

    /// <summary>What a scraper gets.</summary>
    public string Write(ExpositionFormat format)
    {
        lock (_gate)
        {
            if (!_isRead || _time.GetElapsedTime(_readTimestamp) >= Freshness) Read_NeedsLock();
            return ExpositionWriter.Write(_families, _target, format);
        }
    }

    /// <summary>The same, of this very moment.</summary>
    public string WriteNow(ExpositionFormat format)
    {
        lock (_gate)
        {
            Read_NeedsLock();
            return ExpositionWriter.Write(_families, _target, format);
        }
    }

    public void Dispose()
    {
        lock (_gate) _provider.Dispose();
        _process.Dispose();
    }

    internal static KeyValuePair<string, string>[] TargetOf(string instance) =>
    [
        new("service_name", "distillery"),
        new("service_version", typeof(MetricsPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0]),
        new("service_instance_id", instance),
    ];

    private static MetricFamily EmptyFamily(MetricDefinition metric) => new(
        metric.Name, metric.Unit, metric.Meaning, metric.Kind,
        [new([], 0, [.. metric.Buckets!.Append(double.PositiveInfinity).Select(bound => (bound, 0L))])]);

    private void Read_NeedsLock()
    {
        _collector.Collect();
        HashSet<string> names = [.. _reader.Families.Select(family => family.Name)];
        _families = [.. _reader.Families, .. _empty.Where(family => !names.Contains(family.Name))];
        (_readTimestamp, _isRead) = (_time.GetTimestamp(), true);
    }
}
