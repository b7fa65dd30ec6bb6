namespace Distillery.Cluster.Tests.Leading;

/// <summary>Time that passes when the test says so. Its timers ring on the test's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Alarm> _alarms = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm alarm = new(() => callback(state));
        alarm.Change(dueTime, period);
        _alarms.Add(alarm);
        return alarm;
    }

    internal void Advance(TimeSpan time)
    {
        foreach (Alarm alarm in _alarms.ToArray()) alarm.Advance(time);
    }

    private sealed class Alarm(Action ring) : ITimer
    {
        private TimeSpan _due = Timeout.InfiniteTimeSpan;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_due, _period) = (dueTime, period);
            return true;
        }

        public void Dispose() => _due = Timeout.InfiniteTimeSpan;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Advance(TimeSpan time)
        {
            TimeSpan left = time;
            while (_due != Timeout.InfiniteTimeSpan && _due <= left)
            {
                left -= _due;
                _due = _period;
                ring();
            }
            if (_due != Timeout.InfiniteTimeSpan) _due -= left;
        }
    }
}
