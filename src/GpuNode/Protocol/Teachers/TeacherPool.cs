using System.Text;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Shared;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Protocol.Teachers;

/// <summary>The asker's side of the protocol between students and teachers, specified in src/Messages/PROTOCOL.md.</summary>
/// <remarks>Deterministic: no clock, randomness, I/O or await; production and tests/Simulation run this same class. One thread
/// at a time. Each query is answered exactly once, by whichever teacher comes first.</remarks>
public sealed class TeacherPool(NodeId self, ITeacherPoolOutbox outbox)
{
    private readonly SortedDictionary<NodeId, PoolTeacher> _teachers = [];
    private readonly SortedDictionary<long, PoolQuery> _open = [];
    private readonly HashSet<NodeId> _linked = []; // Also peers of which it is not known yet that they teach.
    private readonly RecentLatencies _latencies = new();
    private TeacherPoolLimits _limits = new(MostOutstanding: 2, HedgeAfterMilliseconds: 2_000); // Until the run's are known.
    private (long Term, long Revision) _roster = (-1, -1);
    private bool _hasComplained;
    private long _now;

    /// <summary>Queries that are not answered yet.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Teachers whose link stands.</summary>
    public int ReachableCount => _teachers.Values.Count(teacher => teacher.IsUp);

    /// <summary>The fingerprint that all teachers of the newest roster have; null before one came that names any.</summary>
    public ulong? Teacher { get; private set; }

    /// <summary>Before the first query is asked.</summary>
    public void Use(TeacherPoolLimits limits)
    {
        Invariant.That(_open.Count == 0, "limits change while queries are open");
        _limits = limits;
    }

    /// <summary>Time passes. Called several times in the shortest time of the limits; the clock never goes back.</summary>
    public void Tick(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        foreach (PoolTeacher teacher in _teachers.Values.Where(teacher => teacher.IsDialDue(_now))) Dial(teacher);
        foreach (PoolQuery late in _open.Values.Where(IsLate).ToArray()) TrySend(late, QuerySending.Late);
        SendWaiting();
        Complain();
        AssertInvariants();
    }

    /// <summary>Takes a query; its answer comes through the outbox.</summary>
    /// <param name="query">Its number is new. Its payload stays as it is until the answer is there, or it is given up.</param>
    public void Ask(TeacherQuery query, int answerBytes)
    {
        Invariant.That(_open.Count < TeacherPoolLimits.MostOpen, $"more than {TeacherPoolLimits.MostOpen} queries are open");
        _open.Add(query.Query, new PoolQuery(query, answerBytes, _now));
        SendWaiting();
        AssertInvariants();
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void GiveUp(long query) => _open.Remove(query);

    public void Connected(NodeId peer)
    {
        _linked.Add(peer);
        if (!_teachers.TryGetValue(peer, out PoolTeacher? teacher)) return;
        teacher.Open();
        SendWaiting();
        AssertInvariants();
    }

    /// <summary>A link broke, or could not be made: what that teacher had goes to others.</summary>
    public void Lost(NodeId peer)
    {
        _linked.Remove(peer);
        if (!_teachers.TryGetValue(peer, out PoolTeacher? teacher)) return;
        teacher.Close(_now);
        TakeBack(teacher);
        if (!teacher.IsListed) _teachers.Remove(peer);
        SendWaiting();
        AssertInvariants();
    }

    public void Receive(NodeId sender, Message message)
    {
        switch (message)
        {
            case TeacherRoster roster: OnRoster(sender, roster); break;
            case TeacherAnswer answer: OnAnswer(sender, answer); break;
            case TeacherBusy busy: OnBusy(sender, busy); break;
            case TeacherRefused refused: OnRefused(sender, refused); break;
            default: outbox.Ignored(sender, message, "not for an asker"); break;
        }
        SendWaiting();
        AssertInvariants();
    }

    private void OnRoster(NodeId sender, TeacherRoster roster)
    {
        if (sender != NodeId.Coordinator) outbox.Ignored(sender, roster, "only the coordinator knows who is ready");
        else if ((roster.Term, roster.Revision).CompareTo(_roster) <= 0) outbox.Ignored(sender, roster, "an older one");
        else
        {
            _roster = (roster.Term, roster.Revision);
            if (roster.Places.Count > 0) Teacher = roster.Teacher;
            foreach (PoolTeacher teacher in _teachers.Values) teacher.IsListed = false;
            foreach (TeacherPlace place in roster.Places.Where(place => place.Node != self)) List(place);
            foreach (PoolTeacher gone in _teachers.Values.Where(teacher => teacher is { IsListed: false, IsUp: false, IsDialing: false }).ToArray())
                _teachers.Remove(gone.Node); // One that is dialed stays: what comes of it must find the one who dialed.
        }
    }

    private void List(TeacherPlace place)
    {
        if (!_teachers.TryGetValue(place.Node, out PoolTeacher? teacher))
            _teachers.Add(place.Node, teacher = new PoolTeacher(place.Node, OrderOf(place.Node)));
        (teacher.IsListed, teacher.Address) = (true, place.Address);
        if (_linked.Contains(place.Node) && !teacher.IsUp) teacher.Open(); // To dial would change nothing, and tell nothing.
        else if (teacher.IsDialDue(_now)) Dial(teacher);
    }

    private void OnAnswer(NodeId sender, TeacherAnswer answer)
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
            _hasComplained = false;
            outbox.Answered(answer.Query, answer.Payload);
        }
    }

    private void OnBusy(NodeId sender, TeacherBusy busy)
    {
        Release(sender, busy.Query, busy.Waiting);
        if (_teachers.TryGetValue(sender, out PoolTeacher? teacher))
            teacher.RestsUntil = _now + TeacherPoolLimits.BusyPauseMilliseconds;
        if (_open.TryGetValue(busy.Query, out PoolQuery? query)) query.Return(sender, QuerySending.AfterBusy);
        else outbox.Ignored(sender, busy, "it is answered, or given up");
    }

    private void OnRefused(NodeId sender, TeacherRefused refused)
    {
        Release(sender, refused.Query, waiting: 0);
        if (_open.TryGetValue(refused.Query, out PoolQuery? query)) Distrust(sender, query, refused.Reason);
        else outbox.Ignored(sender, refused, "it is answered, or given up");
    }

    private void Distrust(NodeId sender, PoolQuery query, string reason)
    {
        query.Return(sender, QuerySending.AfterLoss);
        if (!_teachers.TryGetValue(sender, out PoolTeacher? teacher) || teacher.IsRefusing) return;
        teacher.IsRefusing = true;
        outbox.Tell($"the teacher {sender} is asked no more: {reason}");
    }

    private void Drop(NodeId sender, TeacherAnswer answer, string reason)
    {
        answer.Payload.Dispose();
        outbox.Ignored(sender, answer, reason);
    }

    /// <summary>A teacher is done with a query, whatever it says.</summary>
    private void Release(NodeId sender, long query, int waiting)
    {
        if (!_teachers.TryGetValue(sender, out PoolTeacher? teacher)) return;
        teacher.Held.Remove(query);
        teacher.Hear(_now, waiting);
    }

    private void TakeBack(PoolTeacher teacher)
    {
        foreach (long number in teacher.Held)
        {
            if (_open.TryGetValue(number, out PoolQuery? query)) query.Return(teacher.Node, QuerySending.AfterLoss);
        }
        teacher.Held.Clear();
    }

    private void Dial(PoolTeacher teacher)
    {
        teacher.Dial();
        outbox.Connect(teacher.Node, teacher.Address);
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
        PoolTeacher? chosen = _teachers.Values
            .Where(teacher => teacher.CanTake(_now, _limits) && !teacher.Held.Contains(query.Message.Query))
            .OrderBy(teacher => teacher.Load(_now)).ThenBy(teacher => teacher.Order)
            .FirstOrDefault();
        if (chosen is null) return false;
        chosen.Held.Add(query.Message.Query);
        query.With[chosen.Node] = _now;
        query.LastSentAt = _now;
        outbox.Send(chosen.Node, query.Message with { Teacher = Teacher!.Value }, why);
        return true;
    }

    private bool IsLate(PoolQuery query) => query.With.Count > 0
        && _now - query.LastSentAt > Math.Max(_limits.HedgeAfterMilliseconds, TeacherPoolLimits.LateFactor * _latencies.Median);

    /// <summary>Equally loaded teachers get the queries of different askers.</summary>
    private ulong OrderOf(NodeId teacher) => FastHash64.Of(Encoding.UTF8.GetBytes($"{self}|{teacher}"));

    private void Complain()
    {
        if (_hasComplained || ReachableCount > 0) return;
        if (!_open.Values.Any(query => _now - query.AskedAt > TeacherPoolLimits.PatienceMilliseconds)) return;
        _hasComplained = true;
        outbox.Tell(_teachers.Count == 0
            ? "waiting for a teacher: none is ready"
            : $"waiting for a teacher: none of {_teachers.Count} can be reached");
    }

    private void AssertInvariants()
    {
        foreach (PoolQuery query in _open.Values)
        {
            foreach (NodeId node in query.With.Keys)
            {
                bool isHeld = _teachers.TryGetValue(node, out PoolTeacher? teacher) && teacher.Held.Contains(query.Message.Query);
                Invariant.That(isHeld, $"query {query.Message.Query} waits for {node}, which does not have it");
            }
        }
        foreach (PoolTeacher teacher in _teachers.Values)
        {
            Invariant.That(teacher.Held.Count <= _limits.MostOutstanding, $"{teacher.Node} has too many queries");
            Invariant.That(teacher.IsUp || teacher.Held.Count == 0, $"{teacher.Node} cannot be reached and has queries");
        }
    }
}
