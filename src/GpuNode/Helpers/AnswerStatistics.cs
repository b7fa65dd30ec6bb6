using Distillery.GpuNode.Protocol.Helpers;

namespace Distillery.GpuNode.Helpers;

/// <summary>How asking helpers in other processes went. Any thread may read and count.</summary>
public sealed class AnswerStatistics
{
    private const int MostLatencies = 65_536; // Of the newest answers: an hour of a busy node.

    private readonly Lock _gate = new();
    private readonly List<double> _latencies = [];
    private int _next;
    private readonly long[] _sent = new long[Enum.GetValues<QuerySending>().Length];
    private double _batches;
    private long _batchImages;

    /// <summary>Queries that were answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Images that a helper computed together, on average over its batches; NaN before the first one.</summary>
    public double MeanBatchImages
    {
        get
        {
            lock (_gate) return _batches == 0 ? double.NaN : _batchImages / _batches;
        }
    }

    /// <summary>How often a query was sent for this reason.</summary>
    public long Sent(QuerySending why)
    {
        lock (_gate) return _sent[(int)why];
    }

    /// <summary>Forgets what was counted until now.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (Answered, _next, _batches, _batchImages) = (0, 0, 0, 0);
            _latencies.Clear();
            Array.Clear(_sent);
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

    internal void CountSent(QuerySending why)
    {
        lock (_gate) _sent[(int)why]++;
    }

    /// <summary>An answer has come that is a part of a batch; the other parts count the rest of it.</summary>
    internal void CountBatch(int images, int batchImages)
    {
        lock (_gate) (_batches, _batchImages) = (_batches + ((double)images / Math.Max(images, batchImages)), _batchImages + images);
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
