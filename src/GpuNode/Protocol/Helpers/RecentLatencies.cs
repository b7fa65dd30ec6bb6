namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>How long the last answers took, in milliseconds.</summary>
internal sealed class RecentLatencies
{
    private const int Most = 64; // Some seconds of a busy asker: a helper that has become slower is soon the usual one.

    private readonly Queue<long> _values = [];

    /// <summary>0 before the first one.</summary>
    internal long Median { get; private set; }

    internal void Add(long milliseconds)
    {
        _values.Enqueue(milliseconds);
        if (_values.Count > Most) _values.Dequeue();
        Median = _values.Order().ElementAt(_values.Count / 2);
    }
}
