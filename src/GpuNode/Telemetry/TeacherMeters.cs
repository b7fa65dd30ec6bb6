using System.Diagnostics.Metrics;
using Distillery.GpuNode.Helpers;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.GpuNode.Telemetry;

/// <summary>What is measured of queries to teachers, wherever these are. Safe for several threads.</summary>
public sealed class TeacherMeters : IHelperMeters
{
    // Observed rather than recorded, so that all outcomes are there from the start and a rate over their first is right.
    private static readonly string[] Outcomes = Array.ConvertAll(Enum.GetNames<QueryOutcome>(), name => name.ToLowerInvariant());

    private readonly long[] _images = new long[Outcomes.Length];
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _batch;
    private long _queued;
    private long _computing;

    internal TeacherMeters(Meter meter)
    {
        _latency = meter.Measure(NodeMetrics.TeacherLatency);
        _batch = meter.Measure(NodeMetrics.TeacherBatch);
        meter.Observe(NodeMetrics.TeacherQueue, () => Math.Max(Interlocked.Read(ref _queued), Interlocked.Read(ref _computing)));
        meter.Observe(NodeMetrics.Queries, () => Outcomes.Select((outcome, i) =>
            MetricCatalog.With(Interlocked.Read(ref _images[i]), "outcome", outcome)));
    }

    /// <summary>So many queries of other processes wait for this node's teacher or are being answered.</summary>
    public void Queue(int queries) => Interlocked.Exchange(ref _queued, queries);

    /// <summary>A teacher of this process begins to answer about so many images at once.</summary>
    public void Begin(int images)
    {
        Interlocked.Increment(ref _computing);
        _batch.Record(images);
    }

    /// <summary>It has answered, or failed.</summary>
    public void End() => Interlocked.Decrement(ref _computing);

    /// <summary>A query of a rank of this node has come to this.</summary>
    public void Ended(int images, QueryOutcome outcome) => Interlocked.Add(ref _images[(int)outcome], images);

    /// <summary>Seconds from a rank's question to its answer.</summary>
    public void Latency(double seconds) => _latency.Record(seconds);
}
