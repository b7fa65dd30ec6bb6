using System.Diagnostics.Metrics;
using Distillery.GpuNode.Helpers;
using Distillery.Messages.Progress;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.GpuNode.Telemetry;

/// <summary>What is measured of queries to teachers, wherever these are, and of this node's own teacher. Safe for several
/// threads.</summary>
public sealed class TeacherMeters : IHelperMeters
{
    private const double AnswersRemembered = 20;

    // Observed rather than recorded, so that all outcomes are there from the start and a rate over their first is right.
    private static readonly string[] Outcomes = Array.ConvertAll(Enum.GetNames<QueryOutcome>(), name => name.ToLowerInvariant());

    private readonly long[] _images = new long[Outcomes.Length];
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _batch;
    private volatile bool _isTeaching;
    private long _queued;
    private long _computing;
    private long _answered;
    private long _turnedAway;
    private double _ownLatency = double.NaN;

    internal TeacherMeters(Meter meter)
    {
        _latency = meter.Measure(NodeMetrics.TeacherLatency);
        _batch = meter.Measure(NodeMetrics.TeacherBatch);
        meter.Observe(NodeMetrics.TeacherQueue, () => QueueLength);
        meter.Observe(NodeMetrics.Queries, () => Outcomes.Select((outcome, i) =>
            MetricCatalog.With(Interlocked.Read(ref _images[i]), "outcome", outcome)));
    }

    /// <summary>How this node's teacher stands; null without one.</summary>
    public TeacherFigures? Figures => _isTeaching
        ? new TeacherFigures(
            (int)QueueLength, Interlocked.Read(ref _answered), Interlocked.Read(ref _turnedAway), Volatile.Read(ref _ownLatency))
        : null;

    private long QueueLength => Math.Max(Interlocked.Read(ref _queued), Interlocked.Read(ref _computing));

    /// <summary>This node has a teacher from now on.</summary>
    public void Open() => _isTeaching = true;

    /// <summary>So many queries of other processes wait for this node's teacher or are being answered.</summary>
    public void Queue(int queries) => Interlocked.Exchange(ref _queued, queries);

    /// <summary>A query of another process was turned away: too many wait already.</summary>
    public void TurnedAway() => Interlocked.Increment(ref _turnedAway);

    /// <summary>A teacher of this process begins to answer about so many images at once.</summary>
    public void Begin(int images)
    {
        Interlocked.Increment(ref _computing);
        _batch.Record(images);
    }

    /// <summary>It has answered about these images; none when it failed.</summary>
    public void End(int images)
    {
        Interlocked.Decrement(ref _computing);
        Interlocked.Add(ref _answered, images);
    }

    /// <summary>This node's teacher has answered a query, from wherever it came.</summary>
    /// <param name="seconds">Since it was there.</param>
    public void Served(double seconds)
    {
        double before = Volatile.Read(ref _ownLatency);
        double after = double.IsNaN(before) ? seconds : before + (seconds - before) / AnswersRemembered;
        Volatile.Write(ref _ownLatency, after); // A lost update does not matter.
    }

    /// <summary>A query of a rank of this node has come to this.</summary>
    public void Ended(int images, QueryOutcome outcome) => Interlocked.Add(ref _images[(int)outcome], images);

    /// <summary>Seconds from a rank's question to its answer.</summary>
    public void Latency(double seconds) => _latency.Record(seconds);
}
