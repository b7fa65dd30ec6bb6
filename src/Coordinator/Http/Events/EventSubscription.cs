using System.Threading.Channels;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Coordinator.Http.Events;

/// <summary>One follower of an <see cref="EventFeed"/>: what it gets first, and a bounded queue of what happens then.</summary>
/// <param name="backlog">What was kept when it came.</param>
/// <param name="missedCount">Events that it asked for and that are no longer kept.</param>
internal sealed class EventSubscription(EventFeed feed, IReadOnlyList<EventDocument> backlog, long missedCount) : IDisposable
{
    /// <summary>Events that a follower may be behind; a burst of losses in a large cluster fits.</summary>
    internal const int MostWaiting = 256;

    private readonly Channel<EventDocument> _queue = Channel.CreateBounded<EventDocument>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    // Never disposed: it holds nothing, and the feed may cancel it while its follower goes.
    private readonly CancellationTokenSource _dropped = new();

    internal IReadOnlyList<EventDocument> Backlog => backlog;

    internal long MissedCount => missedCount;

    internal ChannelReader<EventDocument> Events => _queue.Reader;

    /// <summary>Cancelled when the follower did not keep up: it comes back and asks for what it has missed.</summary>
    internal CancellationToken Dropped => _dropped.Token;

    public void Dispose() => feed.Remove(this);

    /// <summary>Never waits.</summary>
    /// <returns>False when the follower was dropped.</returns>
    internal bool TryOffer(EventDocument happened)
    {
        if (_queue.Writer.TryWrite(happened)) return true;
        _ = _dropped.CancelAsync(); // Whoever hears of it does so on another thread than the coordinator's.
        return false;
    }

    internal void Complete() => _queue.Writer.TryComplete();
}
