using Distillery.Shared.Seeds;

namespace Distillery.Shared.Plans;

/// <summary>Each epoch in an order that suits shards: these are shuffled, a window of so many is taken at a time, and the samples
/// of a window are shuffled among each other. So only the shards of one window, or at its border of two, are read from at a
/// time.</summary>
/// <remarks>An epoch is laid out once, at the cost of its number of shards; then every position is found by a binary search
/// among windows and one among the shards of a window. Nothing is read to find a position, so a run resumes at any step at
/// once.</remarks>
public sealed class ShardedOrder : ISampleOrder
{
    private const string ShardStream = "shards";         // Parts of every run's
    private const string SampleStream = "samples of shards"; // outcome: never renamed.

    private readonly long _seed;
    private readonly int[] _counts;
    private readonly int[] _firsts; // by shard, the number of its first sample
    private readonly int _window;
    private Epoch? _last; // Immutable once made: whoever reads it sees a whole epoch.

    /// <param name="seed">The run's seed.</param>
    /// <param name="shardCounts">How many samples each shard has; they are numbered shard by shard.</param>
    /// <param name="window">How many shards are mixed, at least 1.</param>
    public ShardedOrder(long seed, IReadOnlyList<int> shardCounts, int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        (_seed, _counts, _window) = (seed, [.. shardCounts], window);
        _firsts = new int[_counts.Length];
        for (int shard = 0; shard < _counts.Length; shard++)
        {
            _firsts[shard] = SampleCount;
            SampleCount = checked(SampleCount + _counts[shard]);
        }
    }

    /// <inheritdoc/>
    public int SampleCount { get; }

    /// <inheritdoc/>
    public IEpochOrder Of(int epoch)
    {
        Epoch? last = Volatile.Read(ref _last);
        if (last is not null && last.Number == epoch) return last;
        Epoch made = new(this, epoch);
        Volatile.Write(ref _last, made);
        return made;
    }

    private sealed class Epoch : IEpochOrder
    {
        private readonly ShardedOrder _order;
        private readonly int[] _shards; // in this epoch's order
        private readonly long[] _starts; // by place in that order, its first position
        private readonly IndexPermutation?[] _windows;

        internal Epoch(ShardedOrder order, int number)
        {
            (_order, Number) = (order, number);
            int count = order._counts.Length;
            IndexPermutation permutation = new(count, order._seed, ShardStream, number);
            _shards = [.. Enumerable.Range(0, count).Select(place => (int)permutation[place])];
            _starts = new long[count + 1];
            for (int place = 0; place < count; place++) _starts[place + 1] = _starts[place] + order._counts[_shards[place]];
            _windows = new IndexPermutation?[(count + order._window - 1) / order._window];
            for (int window = 0; window < _windows.Length; window++)
            {
                (long start, long end) = Bounds(window);
                long stream = ((long)number << 32) | (uint)window;
                if (end > start) _windows[window] = new IndexPermutation(end - start, order._seed, SampleStream, stream);
            }
        }

        internal int Number { get; }

        public int this[long position]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(position);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, _order.SampleCount);
                int window = PlaceOf(position, 0, _shards.Length) / _order._window;
                (long start, long _) = Bounds(window);
                long mixed = start + _windows[window]![position - start];
                int first = window * _order._window;
                int place = PlaceOf(mixed, first, Math.Min(_order._window, _shards.Length - first));
                return _order._firsts[_shards[place]] + (int)(mixed - _starts[place]);
            }
        }

        /// <summary>The positions of a window.</summary>
        private (long Start, long End) Bounds(int window) =>
            (_starts[window * _order._window], _starts[Math.Min((window + 1) * _order._window, _shards.Length)]);

        /// <summary>The place, among some, of the shard that holds a position. Empty shards hold none.</summary>
        private int PlaceOf(long position, int first, int count)
        {
            int found = Array.BinarySearch(_starts, first, count, position);
            if (found < 0) return ~found - 1;
            while (_starts[found + 1] == position) found++;
            return found;
        }
    }
}
