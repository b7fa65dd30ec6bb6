using Distillery.Messages;

namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>What an asker knows of a helper.</summary>
/// <param name="order">Settles who is asked first among equals; askers have different orders.</param>
internal sealed class PoolHelper(NodeId node, ulong order)
{
    private const long FirstPauseMilliseconds = 100;
    private const long LongestPauseMilliseconds = 5_000;

    private long _pauseMilliseconds = FirstPauseMilliseconds;

    internal NodeId Node { get; } = node;

    internal ulong Order { get; } = order;

    internal string Address { get; set; } = "";

    internal bool IsListed { get; set; }

    internal bool IsUp { get; private set; }

    internal bool IsDialing { get; private set; }

    /// <summary>It said that it will not answer; a new link is a new chance.</summary>
    internal bool IsRefusing { get; set; }

    /// <summary>A query went back to its asker while it had it, and it has not been heard since.</summary>
    internal bool IsOverdue { get; set; }

    /// <summary>Queries that it has and has not answered, also such as are answered by another one meanwhile.</summary>
    internal SortedSet<long> Held { get; } = [];

    /// <summary>As it last said.</summary>
    internal int Waiting { get; private set; }

    internal long RestsUntil { get; set; }

    private long DialAt { get; set; }

    private long HeardAt { get; set; }

    internal bool IsDialDue(long now) => IsListed && !IsUp && !IsDialing && now >= DialAt;

    internal long Load(long now) => Held.Count + (now - HeardAt <= HelperPoolLimits.FreshMilliseconds ? Waiting : 0);

    internal bool CanTake(long now, HelperPoolLimits limits) =>
        IsUp && !IsRefusing && !IsOverdue && now >= RestsUntil && Held.Count < limits.MostOutstanding;

    internal void Dial() => IsDialing = true;

    internal void Open()
    {
        (IsUp, IsDialing, IsRefusing, IsOverdue) = (true, false, false, false);
        _pauseMilliseconds = FirstPauseMilliseconds;
    }

    internal void Close(long now)
    {
        (IsUp, IsDialing) = (false, false);
        DialAt = now + _pauseMilliseconds;
        _pauseMilliseconds = Math.Min(LongestPauseMilliseconds, 2 * _pauseMilliseconds);
    }

    internal void Hear(long now, int waiting) => (HeardAt, Waiting, IsOverdue) = (now, Math.Max(0, waiting), false);
}
