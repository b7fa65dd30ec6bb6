using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Shared;

namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>The helper's side of the protocol between nodes that train and those that help them, specified in docs/protocol.md:
/// takes queries as far as there is room, makes batches of them, and answers.</summary>
/// <remarks>Deterministic, as <see cref="HelperPool"/> is.</remarks>
public sealed class HelperDesk(IHelperDeskOutbox outbox)
{
    private readonly LinkedList<Letter> _waiting = [];
    private readonly Dictionary<long, Letter[]> _computing = [];
    private HelperDeskLimits? _limits;
    private ulong _fingerprint;
    private bool _isResting;
    private long _batches;
    private long _now;

    private sealed record Letter(NodeId Asker, HelperQuery Query, long CameAt);

    /// <summary>Queries that wait to be computed.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Queries that are being computed.</summary>
    public int ComputingCount => _computing.Values.Sum(letters => letters.Length);

    /// <summary>When the batch that waits to become full is computed as it is; null where none waits for that. A tick then comes
    /// in time.</summary>
    public long? DueMilliseconds => _limits is { Mixes: true } limits && _waiting.First is { } first && _computing.Count < limits.Workers
        ? first.Value.CameAt + limits.DelayMilliseconds : null;

    /// <summary>Begins no further batch, until <see cref="CarryOn"/>.</summary>
    public void Rest() => _isResting = true;

    /// <summary>Another outbox takes the place of the one before, for which nothing is computed any more.</summary>
    public void CarryOn(IHelperDeskOutbox next)
    {
        Invariant.That(_computing.Count == 0, "a batch is still computed for the outbox before");
        outbox = next;
        _isResting = false;
    }

    /// <summary>What answers is loaded.</summary>
    /// <param name="fingerprint">Of that.</param>
    public void Open(ulong fingerprint, HelperDeskLimits limits) => (_fingerprint, _limits) = (fingerprint, limits);

    public void Tick(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        StartBatches();
        AssertInvariants();
    }

    public void Receive(NodeId sender, HelperQuery query)
    {
        if (_limits is null) TurnAway(sender, query, query.Busy(0));
        else if (query.Fingerprint != _fingerprint) TurnAway(sender, query, query.Refused("its fingerprint is another one than the one meant"));
        else if (IsHere(sender, query)) Drop(sender, query, "it is here already");
        else if (_waiting.Count >= _limits.MostWaiting) TurnAway(sender, query, query.Busy(_waiting.Count));
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
    /// <param name="answers">To each query, in order; null to one that cannot be read.</param>
    public void Done(long batch, IReadOnlyList<HelperAnswer?> answers)
    {
        Invariant.That(_computing.Remove(batch, out Letter[]? letters), $"batch {batch} was computed, and nobody had ordered it");
        for (int i = 0; i < letters!.Length; i++)
        {
            (NodeId asker, HelperQuery query, _) = letters[i];
            outbox.Send(asker, answers[i] is { } answer
                ? answer with { Waiting = _waiting.Count }
                : query.Refused("the query's payload does not fit what it says"));
        }
        StartBatches();
        AssertInvariants();
    }

    private bool IsHere(NodeId sender, HelperQuery query) =>
        _waiting.Concat(_computing.Values.SelectMany(letters => letters))
            .Any(letter => letter.Asker == sender && letter.Query.Query == query.Query);

    private void StartBatches()
    {
        while (_limits is not null && !_isResting && _waiting.Count > 0 && _computing.Count < _limits.Workers)
        {
            List<Letter> letters = NextBatch(_limits);
            bool isLate = _now - letters[0].CameAt >= _limits.DelayMilliseconds;
            if (_limits.Mixes && !isLate && letters.Sum(letter => letter.Query.Count) < _limits.BatchImages) return;
            foreach (Letter letter in letters) _waiting.Remove(letter);
            long batch = _batches++;
            _computing.Add(batch, [.. letters]);
            outbox.Compute(batch, [.. letters.Select(letter => letter.Query)]);
        }
    }

    /// <summary>The first query that waits, and where queries may share a batch, those behind it that still fit.</summary>
    private List<Letter> NextBatch(HelperDeskLimits limits)
    {
        List<Letter> letters = [_waiting.First!.Value];
        if (!limits.Mixes || !letters[0].Query.MayShareBatch) return letters;
        int images = letters[0].Query.Count;
        foreach (Letter letter in _waiting.Skip(1))
        {
            if (!letter.Query.MayShareBatch || images + letter.Query.Count > limits.BatchImages) break;
            letters.Add(letter);
            images += letter.Query.Count;
        }
        return letters;
    }

    private void TurnAway(NodeId sender, HelperQuery query, Message reply)
    {
        query.Payload.Dispose();
        outbox.Send(sender, reply);
    }

    private void Drop(NodeId sender, HelperQuery query, string reason)
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
