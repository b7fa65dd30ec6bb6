namespace Distillery.GpuNode.Helpers;

/// <summary>How asking helpers in other processes went. Any thread may read and count.</summary>
public sealed class AnswerStatistics
{
    private const int MostLatencies = 65_536; // Of the newest answers: an hour of a busy node.

    private readonly Lock _gate = new();
    private readonly List<double> _latencies = [];
    private int _next;
    private long _batches;
    private long _batchImages;

    /// <summary>Queries that were answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Queries that were sent, each as often as it was.</summary>
    public long Sent { get; private set; }

    /// <summary>Images that a helper computed together, on average over answers; NaN before the first one.</summary>
    public double MeanBatchImages
    {
        get
        {
            lock (_gate) return _batches == 0 ? double.NaN : (double)_batchImages / _batches;
        }
    }

    /// <summary>Forgets what was counted until now.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (Answered, Sent, _next, _batches, _batchImages) = (0, 0, 0, 0, 0);
            _latencies.Clear();
        }
    }

    /// <summary>Seconds from asking to the answer, below which this share of the newest answers stayed; NaN before the first
    /// one.</summary>
    public double LatencySeconds(double share)
    {
        lock (_gate)
        {
            if (_latencies.Count == 0) return double.NaN;
            double[] sorted = [.. _latencies.Order()];
            return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        }
    }

    internal void CountSent()
    {
        lock (_gate) Sent++;
    }

    internal void CountBatch(int images)
    {
        lock (_gate) (_batches, _batchImages) = (_batches + 1, _batchImages + images);
    }

    internal void CountAnswered(TimeSpan latency)
    {
        lock (_gate)
        {
            Answered++;
            if (_latencies.Count < MostLatencies) _latencies.Add(latency.TotalSeconds);
            else _latencies[_next++ % MostLatencies] = latency.TotalSeconds;
        }
    }
}
