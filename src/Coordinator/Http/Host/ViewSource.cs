using Distillery.Coordinator.Observation;

namespace Distillery.Coordinator.Http.Host;

/// <summary>Asks the coordinator's loop how things stand: for all callers together at most once in a while, and never
/// again before it has answered, so that no flood of requests becomes a flood of letters.</summary>
internal sealed class ViewSource : IDisposable
{
    /// <summary>How old a view may be that is shown.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a caller waits for the loop.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The loop is asked so often although nobody wants to know, so that its silence shows at the first question
    /// about its health.</summary>
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Func<Task<ClusterView>> _ask;
    private readonly TimeProvider _time;
    private readonly ITimer _watch;
    private Task<ClusterView>? _question;
    private ClusterView? _lastAnswer;
    private long _answeredTimestamp;
    private bool _isStale;

    internal ViewSource(Func<Task<ClusterView>> ask, TimeProvider time)
    {
        (_ask, _time) = (ask, time);
        _answeredTimestamp = time.GetTimestamp();
        _watch = time.CreateTimer(_ => Question(), null, TimeSpan.Zero, WatchPeriod);
    }

    /// <summary>Null before the loop has answered for the first time.</summary>
    internal ClusterView? LastAnswer
    {
        get
        {
            lock (_gate) return _lastAnswer;
        }
    }

    /// <summary>Since the loop's last answer, or since this was made.</summary>
    internal TimeSpan Silence
    {
        get
        {
            lock (_gate) return _time.GetElapsedTime(_answeredTimestamp);
        }
    }

    /// <returns>Null when the loop does not answer soon.</returns>
    internal async Task<ClusterView?> GetAsync(CancellationToken stop)
    {
        try
        {
            return await Question().WaitAsync(Patience, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Something was changed: the next caller sees it.</summary>
    internal void Invalidate()
    {
        lock (_gate) _isStale = true;
    }

    public void Dispose() => _watch.Dispose();

    private Task<ClusterView> Question()
    {
        lock (_gate)
        {
            if (_question is { IsCompleted: false } && !_isStale) return _question;
            bool isFresh = _question is { IsCompleted: true } && _time.GetElapsedTime(_answeredTimestamp) < Freshness;
            if (isFresh && !_isStale) return _question!;
            _isStale = false;
            return _question = AskAsync();
        }
    }

    private async Task<ClusterView> AskAsync()
    {
        ClusterView view = await _ask().ConfigureAwait(false);
        lock (_gate)
        {
            _lastAnswer = view;
            _answeredTimestamp = _time.GetTimestamp();
        }
        return view;
    }
}
