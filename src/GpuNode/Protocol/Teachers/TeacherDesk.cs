using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Shared;

namespace Distillery.GpuNode.Protocol.Teachers;

/// <summary>The teacher's side of the protocol between students and teachers, specified in src/Messages/PROTOCOL.md: takes queries
/// as far as there is room, makes batches of them, and answers.</summary>
/// <remarks>Deterministic, as <see cref="TeacherPool"/> is.</remarks>
public sealed class TeacherDesk(ITeacherDeskOutbox outbox)
{
    private readonly LinkedList<Letter> _waiting = [];
    private readonly Dictionary<long, Letter[]> _computing = [];
    private TeacherDeskLimits? _limits;
    private ulong _teacher;
    private long _batches;
    private long _now;

    private sealed record Letter(NodeId Asker, TeacherQuery Query, long CameAt);

    /// <summary>Queries that wait to be computed.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Queries that are being computed.</summary>
    public int ComputingCount => _computing.Values.Sum(letters => letters.Length);

    /// <summary>The teacher is loaded.</summary>
    public void Open(ulong teacher, TeacherDeskLimits limits) => (_teacher, _limits) = (teacher, limits);

    public void Tick(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        StartBatches();
        AssertInvariants();
    }

    public void Receive(NodeId sender, TeacherQuery query)
    {
        if (_limits is null) TurnAway(sender, query, new TeacherBusy(query.Query, 0));
        else if (query.Teacher != _teacher) TurnAway(sender, query, new TeacherRefused(query.Query, "it has another teacher than the one meant"));
        else if (IsHere(sender, query)) Drop(sender, query, "it is here already");
        else if (_waiting.Count >= _limits.MostWaiting) TurnAway(sender, query, new TeacherBusy(query.Query, _waiting.Count));
        else
        {
            _waiting.AddLast(new Letter(sender, query, _now));
            StartBatches();
        }
        AssertInvariants();
    }

    /// <summary>An asker is gone, and whoever has its ranks now asks again.</summary>
    public void Lost(NodeId asker)
    {
        for (LinkedListNode<Letter>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<Letter>? next = node.Next;
            if (node.Value.Asker == asker)
            {
                node.Value.Query.Payload.Dispose();
                _waiting.Remove(node);
            }
            node = next;
        }
    }

    /// <summary>A batch is computed.</summary>
    /// <param name="answers">The logits of each query, in order; null for one that cannot be read.</param>
    public void Done(long batch, IReadOnlyList<Payload?> answers)
    {
        Invariant.That(_computing.Remove(batch, out Letter[]? letters), $"batch {batch} was computed, and nobody had ordered it");
        int images = letters!.Sum(letter => letter.Query.Kept);
        for (int i = 0; i < letters.Length; i++)
        {
            (NodeId asker, TeacherQuery query, _) = letters[i];
            outbox.Send(asker, answers[i] is { } logits
                ? new TeacherAnswer(query.Query, _waiting.Count, images, logits)
                : new TeacherRefused(query.Query, "the query's payload does not fit what it says"));
        }
        StartBatches();
        AssertInvariants();
    }

    private bool IsHere(NodeId sender, TeacherQuery query) =>
        _waiting.Concat(_computing.Values.SelectMany(letters => letters))
            .Any(letter => letter.Asker == sender && letter.Query.Query == query.Query);

    private void StartBatches()
    {
        while (_limits is not null && _waiting.Count > 0 && _computing.Count < _limits.Workers)
        {
            List<Letter> letters = NextBatch(_limits);
            bool isLate = _now - letters[0].CameAt >= _limits.DelayMilliseconds;
            if (_limits.Mixes && !isLate && letters.Sum(letter => letter.Query.Kept) < _limits.BatchImages) return;
            foreach (Letter letter in letters) _waiting.Remove(letter);
            long batch = _batches++;
            _computing.Add(batch, [.. letters]);
            outbox.Compute(batch, [.. letters.Select(letter => letter.Query)]);
        }
    }

    /// <summary>The first query that waits, and where queries may share a batch, those behind it that still fit.</summary>
    private List<Letter> NextBatch(TeacherDeskLimits limits)
    {
        List<Letter> letters = [_waiting.First!.Value];
        if (!limits.Mixes || letters[0].Query.IsRowByRow) return letters;
        int images = letters[0].Query.Kept;
        foreach (Letter letter in _waiting.Skip(1))
        {
            if (letter.Query.IsRowByRow || images + letter.Query.Kept > limits.BatchImages) break;
            letters.Add(letter);
            images += letter.Query.Kept;
        }
        return letters;
    }

    private void TurnAway(NodeId sender, TeacherQuery query, Message reply)
    {
        query.Payload.Dispose();
        outbox.Send(sender, reply);
    }

    private void Drop(NodeId sender, TeacherQuery query, string reason)
    {
        query.Payload.Dispose();
        outbox.Ignored(sender, query, reason);
    }

    private void AssertInvariants()
    {
        Invariant.That(_limits is null || _waiting.Count <= _limits.MostWaiting, "more queries wait than may");
        Invariant.That(_limits is null || _computing.Count <= _limits.Workers, "more batches are computed than there are workers");
    }
}
