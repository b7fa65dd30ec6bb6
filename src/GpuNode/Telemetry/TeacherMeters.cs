using System.Diagnostics.Metrics;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.GpuNode.Telemetry;

/// <summary>What is measured of queries to teachers, wherever these are.</summary>
public sealed class TeacherMeters
{
    private readonly Counter<long> _queries;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _batch;
    private long _waiting;

    internal TeacherMeters(Meter meter)
    {
        _queries = meter.Count<long>(NodeMetrics.Queries);
        _latency = meter.Measure(NodeMetrics.TeacherLatency);
        _batch = meter.Measure(NodeMetrics.TeacherBatch);
        meter.Observe(NodeMetrics.TeacherQueue, () => Interlocked.Read(ref _waiting));
    }

    /// <summary>Images wait for this node's teacher; negative when they no longer do.</summary>
    public void Waiting(int images) => Interlocked.Add(ref _waiting, images);

    /// <summary>A teacher of this node has answered about so many images at once.</summary>
    public void Batch(int images) => _batch.Record(images);

    /// <summary>A question of a rank of this node is over.</summary>
    /// <param name="outcome">answered, failed, busy or retried.</param>
    /// <param name="seconds">From the question to this end.</param>
    public void Asked(int images, string outcome, double seconds)
    {
        _queries.Add(images, new KeyValuePair<string, object?>("outcome", outcome));
        _latency.Record(seconds);
    }
}
