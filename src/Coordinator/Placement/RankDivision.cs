using Distillery.Messages.Generations;

namespace Distillery.Coordinator.Placement;

/// <summary>Divides ranks among nodes in a given order and newcomers in another, which may be put anywhere between them, so that
/// most ranks stay where they were.</summary>
/// <remarks>Dynamic programming over (nodes placed, newcomers placed, nodes that got one more than their share rounded
/// down).</remarks>
internal sealed class RankDivision
{
    private const short Impossible = -1;

    private readonly IReadOnlyList<Candidate> _order;
    private readonly IReadOnlyList<Candidate> _newcomers;
    private readonly Share[] _orderShares;
    private readonly Share[] _newcomerShares;
    private readonly int _extras;
    private short[] _best = [];

    internal RankDivision(IReadOnlyList<Candidate> order, IReadOnlyList<Candidate> newcomers, int rankCount)
    {
        (_order, _newcomers) = (order, newcomers);
        long capacity = order.Concat(newcomers).Sum(candidate => (long)candidate.Capacity);
        int spare = rankCount - order.Count - newcomers.Count; // Shares are of the ranks that are left once everyone has one.
        _orderShares = Shares(order, spare, capacity);
        _newcomerShares = Shares(newcomers, spare, capacity);
        _extras = rankCount - _orderShares[^1].First - _newcomerShares[^1].First;
    }

    /// <summary>What solving it costs in time and memory.</summary>
    internal long CellCount => (long)_orderShares.Length * _newcomerShares.Length * (_extras + 1);

    internal IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> Solve()
    {
        _best = new short[CellCount];
        for (int old = _order.Count; old >= 0; old--)
        {
            for (int newcomer = _newcomers.Count; newcomer >= 0; newcomer--)
            {
                for (int extra = _extras; extra >= 0; extra--)
                    _best[Cell(old, newcomer, extra)] = Choose(old, newcomer, extra).Kept;
            }
        }
        return Trace();
    }

    private List<(Candidate Candidate, RankSpan Ranks)> Trace()
    {
        List<(Candidate Candidate, RankSpan Ranks)> places = [];
        (int old, int newcomer, int extra) = (0, 0, 0);
        while (old < _order.Count || newcomer < _newcomers.Count)
        {
            int first = FirstRank(old, newcomer, extra);
            (_, bool isOld, int more) = Choose(old, newcomer, extra);
            Share share = isOld ? _orderShares[old] : _newcomerShares[newcomer];
            places.Add((isOld ? _order[old++] : _newcomers[newcomer++], new RankSpan(first, share.Least + more)));
            extra += more;
        }
        return places;
    }

    /// <summary>Who comes next and whether it gets one more: the first of the best choices in the order in which they stand
    /// here.</summary>
    /// <returns>With the ranks that stay where they were, from here to the end.</returns>
    private (short Kept, bool IsOld, int More) Choose(int old, int newcomer, int extra)
    {
        if (old == _order.Count && newcomer == _newcomers.Count) return (extra == _extras ? (short)0 : Impossible, false, 0);
        (short Kept, bool IsOld, int More) best = (Impossible, false, 0);
        for (int more = 1; more >= 0 && old < _order.Count; more--)
        {
            short kept = KeptByOld(old, newcomer, extra, more);
            if (kept > best.Kept) best = (kept, true, more);
        }
        for (int more = 1; more >= 0 && newcomer < _newcomers.Count; more--)
        {
            short kept = Rest(_newcomerShares[newcomer], old, newcomer + 1, extra, more);
            if (kept > best.Kept) best = (kept, false, more);
        }
        return best;
    }

    private short KeptByOld(int old, int newcomer, int extra, int more)
    {
        short rest = Rest(_orderShares[old], old + 1, newcomer, extra, more);
        if (rest == Impossible) return Impossible;
        int first = FirstRank(old, newcomer, extra);
        RankSpan previous = _order[old].Previous;
        return (short)(rest + Math.Max(0, Math.Min(previous.End, first + _orderShares[old].Least + more) - Math.Max(previous.First, first)));
    }

    private short Rest(Share share, int old, int newcomer, int extra, int more) =>
        more > share.Extra || extra + more > _extras ? Impossible : _best[Cell(old, newcomer, extra + more)];

    private int FirstRank(int old, int newcomer, int extra) => _orderShares[old].First + _newcomerShares[newcomer].First + extra;

    private int Cell(int old, int newcomer, int extra) => (((old * _newcomerShares.Length) + newcomer) * (_extras + 1)) + extra;

    /// <summary>One for each, and one for the end.</summary>
    private static Share[] Shares(IReadOnlyList<Candidate> candidates, long spare, long capacity)
    {
        Share[] shares = new Share[candidates.Count + 1];
        int first = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            (long floor, long remainder) = Math.DivRem(spare * candidates[i].Capacity, capacity);
            shares[i] = new Share(first, 1 + (int)floor, remainder > 0 ? 1 : 0);
            first += shares[i].Least;
        }
        shares[^1] = new Share(first, 0, 0);
        return shares;
    }

    /// <param name="First">The sum of the least shares before it.</param>
    /// <param name="Least">Rounded down, at least 1.</param>
    /// <param name="Extra">1 when rounding up makes it more.</param>
    private readonly record struct Share(int First, int Least, int Extra);
}
