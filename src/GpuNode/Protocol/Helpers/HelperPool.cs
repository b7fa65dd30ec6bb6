using System.Text;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Shared;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>The asker's side of the protocol between nodes that train and those that help them, specified in
/// docs/protocol.md.</summary>
/// <remarks>Deterministic: no clock, randomness, I/O or await; production and tests/Simulation run this same class. One thread
/// at a time. Each query is answered exactly once, by whichever helper comes first, or handed back.</remarks>
/// <param name="helperName">What people call such a helper: teacher, data node.</param>
public sealed class HelperPool(NodeId self, string helperName, IHelperPoolOutbox outbox)
{
    private readonly SortedDictionary<NodeId, PoolHelper> _helpers = [];
    private readonly SortedDictionary<long, PoolQuery> _open = [];
    private readonly HashSet<NodeId> _linked = []; // Also peers of which it is not known yet that they help.
    private readonly RecentLatencies _latencies = new();
    private HelperPoolLimits _limits = new(MostOutstanding: 2, HedgeAfterMilliseconds: 2_000); // Until the run's are known.
    private (long Term, long Revision) _roster = (-1, -1);
    private long? _aloneSince; // When the first query came back since the last answer.
    private bool _hasComplained;
    private long _now;

    /// <summary>Queries that are not answered yet.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Helpers whose link stands.</summary>
    public int ReachableCount => _helpers.Values.Count(helper => helper.IsUp);

    /// <summary>The fingerprint that all helpers of the newest roster have; null before one came that names any.</summary>
    public ulong? Fingerprint { get; private set; }

    /// <summary>Another outbox takes the place of the one before, which says nothing any more.</summary>
    public void CarryOn(IHelperPoolOutbox next) => outbox = next;

    /// <summary>Before the first query is asked.</summary>
    public void Use(HelperPoolLimits limits)
    {
        Invariant.That(_open.Count == 0, "limits change while queries are open");
        _limits = limits;
    }

    /// <summary>Time passes. Called several times in the shortest time of the limits; the clock never goes back.</summary>
    public void Tick(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        foreach (PoolHelper helper in _helpers.Values.Where(helper => helper.IsDialDue(_now))) Dial(helper);
        foreach (PoolQuery late in _open.Values.Where(IsLate).ToArray()) TrySend(late, QuerySending.Late);
        SendWaiting();
        HandBack();
        Complain();
        AssertInvariants();
    }

    /// <summary>Takes a query; its answer comes through the outbox.</summary>
    /// <param name="query">Its number is new. Its payload stays as it is until the answer is there, or it is given up.</param>
    public void Ask(HelperQuery query, int answerBytes)
    {
        Invariant.That(_open.Count < HelperPoolLimits.MostOpen, $"more than {HelperPoolLimits.MostOpen} queries are open");
        _open.Add(query.Query, new PoolQuery(query, answerBytes, _now));
        SendWaiting();
        HandBack();
        AssertInvariants();
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void GiveUp(long query) => _open.Remove(query);

    public void Connected(NodeId peer)
    {
        _linked.Add(peer);
        if (!_helpers.TryGetValue(peer, out PoolHelper? helper)) return;
        helper.Open();
        SendWaiting();
        AssertInvariants();
    }

    /// <summary>A link broke, or could not be made: what that helper had goes to others.</summary>
    public void Lost(NodeId peer)
    {
        _linked.Remove(peer);
        if (!_helpers.TryGetValue(peer, out PoolHelper? helper)) return;
        helper.Close(_now);
        TakeBack(helper);
        if (!helper.IsListed) _helpers.Remove(peer);
        SendWaiting();
        HandBack();
        AssertInvariants();
    }

    public void Receive(NodeId sender, Message message)
    {
        switch (message)
        {
            case HelperRoster roster: OnRoster(sender, roster); break;
            case HelperAnswer answer: OnAnswer(sender, answer); break;
            case HelperBusy busy: OnBusy(sender, busy); break;
            case HelperRefused refused: OnRefused(sender, refused); break;
            default: outbox.Ignored(sender, message, "not for an asker"); break;
        }
        SendWaiting();
        HandBack();
        AssertInvariants();
    }

    private void OnRoster(NodeId sender, HelperRoster roster)
    {
        if (sender != NodeId.Coordinator) outbox.Ignored(sender, roster, "only the coordinator knows who is ready");
        else if ((roster.Term, roster.Revision).CompareTo(_roster) <= 0) outbox.Ignored(sender, roster, "an older one");
        else
        {
            _roster = (roster.Term, roster.Revision);
            if (roster.Places.Count > 0) Fingerprint = roster.Fingerprint;
            foreach (PoolHelper helper in _helpers.Values) helper.IsListed = false;
            foreach (HelperPlace place in roster.Places.Where(place => place.Node != self)) List(place);
            foreach (PoolHelper gone in _helpers.Values.Where(helper => helper is { IsListed: false, IsUp: false, IsDialing: false }).ToArray())
                _helpers.Remove(gone.Node); // One that is dialed stays: what comes of it must find the one who dialed.
        }
    }

    private void List(HelperPlace place)
    {
        if (!_helpers.TryGetValue(place.Node, out PoolHelper? helper))
            _helpers.Add(place.Node, helper = new PoolHelper(place.Node, OrderOf(place.Node)));
        (helper.IsListed, helper.Address) = (true, place.Address);
        if (_linked.Contains(place.Node) && !helper.IsUp) helper.Open(); // To dial would change nothing, and tell nothing.
        else if (helper.IsDialDue(_now)) Dial(helper);
    }

    private void OnAnswer(NodeId sender, HelperAnswer answer)
    {
        Release(sender, answer.Query, answer.Waiting);
        if (!_open.TryGetValue(answer.Query, out PoolQuery? query)) Drop(sender, answer, "it is answered, or given up");
        else if (answer.Payload.Bytes.Length != query.AnswerBytes)
        {
            Drop(sender, answer, $"it has {answer.Payload.Bytes.Length} bytes instead of {query.AnswerBytes}");
            Distrust(sender, query, "its answers have another length");
        }
        else
        {
            if (query.With.TryGetValue(sender, out long sentAt)) _latencies.Add(_now - sentAt);
            _open.Remove(answer.Query);
            (_hasComplained, _aloneSince) = (false, null);
            outbox.Answered(answer);
        }
    }

    private void OnBusy(NodeId sender, HelperBusy busy)
    {
        Release(sender, busy.Query, busy.Waiting);
        if (_helpers.TryGetValue(sender, out PoolHelper? helper))
            helper.RestsUntil = _now + HelperPoolLimits.BusyPauseMilliseconds;
        if (_open.TryGetValue(busy.Query, out PoolQuery? query)) query.Return(sender, QuerySending.AfterBusy);
        else outbox.Ignored(sender, busy, "it is answered, or given up");
    }

    private void OnRefused(NodeId sender, HelperRefused refused)
    {
        Release(sender, refused.Query, waiting: 0);
        if (_open.TryGetValue(refused.Query, out PoolQuery? query)) Distrust(sender, query, refused.Reason);
        else outbox.Ignored(sender, refused, "it is answered, or given up");
    }

    private void Distrust(NodeId sender, PoolQuery query, string reason)
    {
        query.Return(sender, QuerySending.AfterLoss);
        if (!_helpers.TryGetValue(sender, out PoolHelper? helper) || helper.IsRefusing) return;
        helper.IsRefusing = true;
        outbox.Tell($"the {helperName} {sender} is asked no more: {reason}");
    }

    private void Drop(NodeId sender, HelperAnswer answer, string reason)
    {
        answer.Payload.Dispose();
        outbox.Ignored(sender, answer, reason);
    }

    /// <summary>A helper is done with a query, whatever it says.</summary>
    private void Release(NodeId sender, long query, int waiting)
    {
        if (!_helpers.TryGetValue(sender, out PoolHelper? helper)) return;
        helper.Held.Remove(query);
        helper.Hear(_now, waiting);
    }

    private void TakeBack(PoolHelper helper)
    {
        foreach (long number in helper.Held)
        {
            if (_open.TryGetValue(number, out PoolQuery? query)) query.Return(helper.Node, QuerySending.AfterLoss);
        }
        helper.Held.Clear();
    }

    private void Dial(PoolHelper helper)
    {
        helper.Dial();
        outbox.Connect(helper.Node, helper.Address);
    }

    /// <summary>In the order in which they were asked.</summary>
    private void SendWaiting()
    {
        foreach (PoolQuery query in _open.Values.Where(query => query.With.Count == 0))
        {
            if (!TrySend(query, query.NextSending)) return;
        }
    }

    private bool TrySend(PoolQuery query, QuerySending why)
    {
        PoolHelper? chosen = _helpers.Values
            .Where(helper => helper.CanTake(_now, _limits) && !helper.Held.Contains(query.Message.Query))
            .OrderBy(helper => helper.Load(_now)).ThenBy(helper => helper.Order)
            .FirstOrDefault();
        if (chosen is null) return false;
        chosen.Held.Add(query.Message.Query);
        query.With[chosen.Node] = _now;
        query.LastSentAt = _now;
        outbox.Send(chosen.Node, query.Message with { Fingerprint = Fingerprint!.Value }, why);
        return true;
    }

    private bool IsLate(PoolQuery query) => query.With.Count > 0
        && _now - query.LastSentAt > TimeFor(_limits.HedgeAfterMilliseconds);

    /// <summary>Equally loaded helpers get the queries of different askers.</summary>
    private ulong OrderOf(NodeId helper) => FastHash64.Of(Encoding.UTF8.GetBytes($"{self}|{helper}"));

    /// <summary>What helpers do not do in time, the asker does itself, where it can.</summary>
    private void HandBack()
    {
        if (_limits.HandBackAfterMilliseconds is not { } patience) return;
        bool isAlone = !_helpers.Values.Any(helper => helper is { IsUp: true, IsRefusing: false, IsOverdue: false });
        foreach (PoolQuery query in _open.Values.Where(query => isAlone || _now - query.AskedAt > TimeFor(patience)).ToArray())
        {
            if (isAlone) _aloneSince ??= _now;
            foreach (NodeId node in query.With.Keys) _helpers[node].IsOverdue = true; // It is not waited for a second time.
            _open.Remove(query.Message.Query);
            outbox.HandedBack(query.Message.Query);
        }
    }

    /// <summary>A time, or what is late for the usual answer if that is longer.</summary>
    private long TimeFor(long milliseconds) => Math.Max(milliseconds, HelperPoolLimits.LateFactor * _latencies.Median);

    private void Complain()
    {
        if (_hasComplained || ReachableCount > 0) return;
        bool isWaiting = _open.Values.Any(query => _now - query.AskedAt > HelperPoolLimits.PatienceMilliseconds);
        if (!isWaiting && !(_now - _aloneSince > HelperPoolLimits.PatienceMilliseconds)) return;
        _hasComplained = true;
        string what = _aloneSince is null ? "waiting for" : "doing without";
        outbox.Tell(_helpers.Count == 0
            ? $"{what} a {helperName}: none is ready"
            : $"{what} a {helperName}: none of {_helpers.Count} can be reached");
    }

    private void AssertInvariants()
    {
        foreach (PoolQuery query in _open.Values)
        {
            foreach (NodeId node in query.With.Keys)
            {
                bool isHeld = _helpers.TryGetValue(node, out PoolHelper? helper) && helper.Held.Contains(query.Message.Query);
                Invariant.That(isHeld, $"query {query.Message.Query} waits for {node}, which does not have it");
            }
        }
        foreach (PoolHelper helper in _helpers.Values)
        {
            Invariant.That(helper.Held.Count <= _limits.MostOutstanding, $"{helper.Node} has too many queries");
            Invariant.That(helper.IsUp || helper.Held.Count == 0, $"{helper.Node} cannot be reached and has queries");
        }
    }
}
