using System.Diagnostics.Metrics;
using Distillery.GpuNode.Helpers;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.GpuNode.Telemetry;

/// <summary>What is measured of images that data nodes prepare. Safe for several threads.</summary>
public sealed class DataMeters : IHelperMeters
{
    // By outcome. Observed rather than recorded, so that all are there from the start and a rate over their first is right.
    private static readonly string[] Outcomes = ["fetched", "handed_back", "busy", "retried"];

    private readonly long[] _images = new long[Outcomes.Length];
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _preparation;
    private long _turnedAway;
    private long _queued;

    internal DataMeters(Meter meter)
    {
        _latency = meter.Measure(NodeMetrics.DataLatency);
        _preparation = meter.Measure(NodeMetrics.DataPreparation);
        meter.Observe(NodeMetrics.DataTurnedAway, () => Interlocked.Read(ref _turnedAway));
        meter.Observe(NodeMetrics.DataQueue, () => Interlocked.Read(ref _queued));
        meter.Observe(NodeMetrics.FetchedSamples, () => Outcomes.Select((outcome, i) =>
            MetricCatalog.With(Interlocked.Read(ref _images[i]), "outcome", outcome)));
    }

    public void Queue(int queries) => Interlocked.Exchange(ref _queued, queries);

    public void TurnedAway() => Interlocked.Increment(ref _turnedAway);

    public void Served(double seconds) => _preparation.Record(seconds);

    public void Ended(int images, QueryOutcome outcome) => Interlocked.Add(ref _images[(int)outcome], images);

    public void Latency(double seconds) => _latency.Record(seconds);
}
