using System.Globalization;
using System.Text.Json;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.Http.Events;

/// <summary>Stands between a coordinator and its observer, keeps the last events, and hands them to those who follow.</summary>
/// <remarks>The coordinator's loop never waits here: a follower that does not keep up is dropped. Steps are no events: whoever
/// wants to see them asks for the run.</remarks>
/// <param name="inner">Told everything as well, and first.</param>
public sealed class EventFeed(IRunObserver inner, TimeProvider time) : IRunObserver
{
    /// <summary>Kept for those who come later or come back. A busy hour of a large cluster has about as many.</summary>
    public const int MostKept = 512;

    /// <summary>Followers at once: people and a few programs. Each costs a connection and its queue.</summary>
    public const int MostFollowers = 32;

    private const int LongestText = 4096; // Some warnings quote what others wrote.

    private readonly Lock _gate = new();
    private readonly long _startMilliseconds = time.GetUtcNow().ToUnixTimeMilliseconds(); // Tells starts of coordinators apart.
    private readonly Queue<EventDocument> _kept = [];
    private readonly List<EventSubscription> _followers = [];
    private long _count;
    private bool _isClosed;

    public void Started(RunStart start)
    {
        inner.Started(start);
        Publish(new EventDocument("", default, "started", EventTexts.Of(start), start.FirstStep));
    }

    public void StepApplied(StepReport step) => inner.StepApplied(step);

    public void Evaluated(EvaluationReport evaluation)
    {
        inner.Evaluated(evaluation);
        Publish(new EventDocument(
            "", default, "evaluated", EventTexts.Of(evaluation), evaluation.Step, evaluation.Top1, evaluation.Top5));
    }

    public void CheckpointSaved(long step) => inner.CheckpointSaved(step); // The cluster tells of it too.

    public void Warned(string text)
    {
        inner.Warned(text);
        Publish(new EventDocument("", default, "warning", text));
    }

    public void ClusterChanged(ClusterEvent happened)
    {
        inner.ClusterChanged(happened);
        string kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Kind.ToString());
        Publish(new EventDocument("", default, kind, happened.Text, happened.Step)
        {
            Generation = happened.Generation?.ToString(), Node = happened.Node?.Value, Seconds = happened.Seconds,
        });
    }

    /// <summary>Keeps what happened in earlier attempts, so that who comes now sees it too. Before anything else is told.
    /// </summary>
    public void Recall(IEnumerable<EventEntry> entries)
    {
        lock (_gate)
        {
            foreach (EventEntry entry in entries.TakeLast(MostKept))
            {
                _kept.Enqueue(new EventDocument(IdOf(++_count), entry.Time, entry.Kind, Shorten(entry.Text), entry.Step)
                {
                    Generation = entry.Generation, Node = entry.Node, Seconds = entry.Seconds,
                });
            }
        }
    }

    /// <param name="happened">Gets its id and time here.</param>
    internal void Publish(EventDocument happened)
    {
        lock (_gate)
        {
            EventDocument told =
                happened with { Id = IdOf(++_count), Time = time.GetUtcNow(), Text = Shorten(happened.Text) };
            _kept.Enqueue(told);
            if (_kept.Count > MostKept) _kept.Dequeue();
            _followers.RemoveAll(follower => !follower.TryOffer(told));
        }
    }

    /// <summary>Follows from the event after this one, or from the oldest that is kept.</summary>
    /// <param name="lastId">As it was told; null, or anything of an earlier start, for all that is kept.</param>
    /// <returns>Null when too many follow already.</returns>
    internal EventSubscription? TryFollow(string? lastId)
    {
        lock (_gate)
        {
            if (_followers.Count >= MostFollowers) return null;
            long firstKept = _count - _kept.Count + 1;
            long? wanted = NumberOf(lastId) + 1;
            long first = Math.Max(firstKept, wanted ?? firstKept);
            EventSubscription follower = new(
                this, [.. _kept.Skip((int)(first - firstKept))], first - (wanted ?? firstKept));
            if (_isClosed) follower.Complete();
            else _followers.Add(follower);
            return follower;
        }
    }

    /// <summary>Followers may come, again after <see cref="Close"/> too.</summary>
    internal void Open()
    {
        lock (_gate) _isClosed = false;
    }

    /// <summary>Followers read what is left and then see the end.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (EventSubscription follower in _followers) follower.Complete();
            _followers.Clear();
        }
    }

    internal void Remove(EventSubscription follower)
    {
        lock (_gate) _followers.Remove(follower);
    }

    private static string Shorten(string text) => text.Length > LongestText ? text[..LongestText] + "…" : text;

    private string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{_startMilliseconds}-{number}");

    /// <summary>Null when the id is none of this feed's.</summary>
    private long? NumberOf(string? id)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{_startMilliseconds}-");
        bool isOurs = id is not null && id.StartsWith(prefix, StringComparison.Ordinal);
        return isOurs && long.TryParse(id.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= _count ? number : null;
    }
}
