namespace Distillery.GpuNode.Tests.Compute;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class TickingTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    internal void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);
}
