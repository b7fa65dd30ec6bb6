namespace Distillery.Coordinator.Tests.Record;

/// <summary>A clock that stands until it is moved, and rings its timers then.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56).AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(() => callback(state));
        _timers.Add(timer);
        return timer;
    }

    internal void Advance(double seconds)
    {
        Interlocked.Add(ref _ticks, TimeSpan.FromSeconds(seconds).Ticks);
        foreach (ManualTimer timer in _timers) timer.Ring();
    }

    private sealed class ManualTimer(Action ring) : ITimer
    {
        private bool _isDisposed;

        internal void Ring()
        {
            if (!_isDisposed) ring();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
