using System.Diagnostics.Metrics;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.GpuNode.Telemetry;

/// <summary>What is measured of queries to teachers, wherever these are.</summary>
public sealed class TeacherMeters
{
    // Observed rather than recorded, so that all outcomes are there from the start and a rate over their first is right.
    private static readonly string[] Outcomes = Array.ConvertAll(Enum.GetNames<QueryOutcome>(), name => name.ToLowerInvariant());

    private readonly long[] _queries = new long[Outcomes.Length];
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _batch;
    private long _waiting;

    internal TeacherMeters(Meter meter)
    {
        meter.Observe(NodeMetrics.Queries, () => Outcomes.Select((outcome, i) =>
            MetricCatalog.With(Interlocked.Read(ref _queries[i]), "outcome", outcome)));
        _latency = meter.Measure(NodeMetrics.TeacherLatency);
        _batch = meter.Measure(NodeMetrics.TeacherBatch);
        meter.Observe(NodeMetrics.TeacherQueue, () => Interlocked.Read(ref _waiting));
    }

    /// <summary>Images wait for this node's teacher; negative when they no longer do.</summary>
    public void Waiting(int images) => Interlocked.Add(ref _waiting, images);

    /// <summary>A teacher of this node has answered about so many images at once.</summary>
    public void Batch(int images) => _batch.Record(images);

    /// <summary>A question of a rank of this node is over.</summary>
    /// <param name="seconds">From the question to this end.</param>
    public void Asked(int images, QueryOutcome outcome, double seconds)
    {
        Interlocked.Add(ref _queries[(int)outcome], images);
        _latency.Record(seconds);
    }
}
