namespace Distillery.GpuNode.Protocol;

/// <summary>When to dial the coordinator, when to give a link up, and when the next heartbeat is due. All times are the
/// host's milliseconds.</summary>
internal sealed class CoordinatorLink(LinkTimes times)
{
    private const long FirstPauseMilliseconds = 100;
    private const long LongestPauseMilliseconds = 5_000; // A coordinator that comes back is found this soon.

    private LinkTimes _times = times;
    private long _pauseMilliseconds = FirstPauseMilliseconds;
    private long _dialAt;
    private long _heardAt;
    private long _nextHeartbeatAt;

    internal bool IsUp { get; private set; }

    internal bool IsDialing { get; private set; }

    /// <summary>How long the link has been waited for, in pauses: for the text that people read.</summary>
    internal long PauseMilliseconds => _pauseMilliseconds;

    internal bool IsDialDue(long now) => !IsUp && !IsDialing && now >= _dialAt;

    internal bool IsSilent(long now) => IsUp && now - _heardAt > _times.LossAfterMilliseconds;

    internal void Use(LinkTimes times) => _times = times;

    internal void Dial(long now)
    {
        IsDialing = true;
        _heardAt = now;
    }

    internal void Open(long now)
    {
        (IsUp, IsDialing) = (true, false);
        _heardAt = now;
        _nextHeartbeatAt = now;
    }

    internal void Hear(long now) => _heardAt = now;

    /// <summary>A good word from the coordinator: the next loss is a new one.</summary>
    internal void Welcome() => _pauseMilliseconds = FirstPauseMilliseconds;

    internal void Close(long now)
    {
        (IsUp, IsDialing) = (false, false);
        _dialAt = now + _pauseMilliseconds;
        _pauseMilliseconds = Math.Min(LongestPauseMilliseconds, 2 * _pauseMilliseconds);
    }

    /// <summary>Whether a heartbeat is due; the next one is then due a period later.</summary>
    internal bool TakeHeartbeat(long now)
    {
        if (!IsUp || now < _nextHeartbeatAt) return false;
        _nextHeartbeatAt = now + _times.HeartbeatMilliseconds;
        return true;
    }
}
