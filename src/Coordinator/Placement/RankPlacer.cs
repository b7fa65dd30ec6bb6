using Distillery.Messages.Generations;

namespace Distillery.Coordinator.Placement;

/// <summary>Says which node gets which ranks: a pure function of the nodes and of what they had.</summary>
/// <remarks>Each node gets one block of ranks next to each other, of a size in proportion to its capacity (rounded down or up,
/// at least one). Among all such divisions that keep the nodes' order, the one that moves the fewest ranks is taken; newcomers
/// are put where that costs least.</remarks>
public static class RankPlacer
{
    // Trying every place for every newcomer costs newcomers times nodes times ranks; above this, newcomers go to the end.
    private const int MostTrials = 256;

    /// <param name="candidates">At most as many as there are ranks, at least one; no node twice.</param>
    /// <returns>By rank: the candidates with their new spans.</returns>
    /// <exception cref="ArgumentException">There are none, or more than ranks.</exception>
    public static IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> Place(
        IReadOnlyList<Candidate> candidates, int rankCount)
    {
        if (candidates.Count == 0 || candidates.Count > rankCount)
            throw new ArgumentException($"{candidates.Count} nodes cannot share {rankCount} ranks", nameof(candidates));
        List<Candidate> order = [.. candidates.Where(IsOld).OrderBy(old => old.Previous.First).ThenBy(old => old.Node)];
        Candidate[] newcomers = [.. candidates.Where(candidate => !IsOld(candidate)).OrderBy(newcomer => newcomer.Node)];
        bool triesAll = (long)newcomers.Length * candidates.Count <= MostTrials;
        foreach (Candidate newcomer in newcomers)
            order.Insert(triesAll ? BestPlace(order, newcomer, rankCount) : order.Count, newcomer);
        return [.. order.Zip(Divide(order, rankCount).Spans)];
    }

    private static bool IsOld(Candidate candidate) => candidate.Previous.Count > 0;

    /// <summary>The last of the places at which the fewest ranks move.</summary>
    private static int BestPlace(List<Candidate> order, Candidate newcomer, int rankCount)
    {
        (int place, int mostKept) = (order.Count, -1);
        for (int trial = order.Count; trial >= 0; trial--)
        {
            order.Insert(trial, newcomer);
            int kept = Divide(order, rankCount).Kept;
            order.RemoveAt(trial);
            if (kept > mostKept) (place, mostKept) = (trial, kept);
        }
        return place;
    }

    /// <summary>Divides the ranks among nodes in this order so that most ranks stay where they were.</summary>
    /// <remarks>Dynamic programming over (nodes, ranks given away): a node takes its share rounded down or up.</remarks>
    private static (int Kept, RankSpan[] Spans) Divide(List<Candidate> order, int rankCount)
    {
        (int Least, int Most)[] shares = Shares(order, rankCount);
        int[,] best = new int[order.Count + 1, rankCount + 1];
        for (int rank = 0; rank < rankCount; rank++) best[order.Count, rank] = Impossible;
        for (int i = order.Count - 1; i >= 0; i--)
        {
            for (int first = 0; first <= rankCount; first++)
            {
                best[i, first] = Impossible;
                for (int count = shares[i].Least; count <= shares[i].Most && first + count <= rankCount; count++)
                    best[i, first] = Math.Max(best[i, first], Gain(order[i], first, count, best[i + 1, first + count]));
            }
        }
        return (best[0, 0], Trace(order, shares, best));
    }

    private const int Impossible = -1;

    private static int Gain(Candidate candidate, int first, int count, int rest) =>
        rest == Impossible ? Impossible : rest + Overlap(candidate.Previous, first, count);

    private static int Overlap(RankSpan previous, int first, int count) =>
        Math.Max(0, Math.Min(previous.End, first + count) - Math.Max(previous.First, first));

    private static RankSpan[] Trace(List<Candidate> order, (int Least, int Most)[] shares, int[,] best)
    {
        RankSpan[] spans = new RankSpan[order.Count];
        int first = 0;
        for (int i = 0; i < order.Count; i++)
        {
            int count = shares[i].Most; // The larger one first: the earlier nodes take the remainder.
            while (first + count >= best.GetLength(1)
                || Gain(order[i], first, count, best[i + 1, first + count]) != best[i, first]) count--;
            spans[i] = new RankSpan(first, count);
            first += count;
        }
        return spans;
    }

    /// <summary>The sizes that each node may get: its proportional share rounded down and up, at least 1. Shares are of the
    /// ranks that are left once everyone has one.</summary>
    private static (int Least, int Most)[] Shares(List<Candidate> order, int rankCount)
    {
        long capacity = order.Sum(candidate => (long)candidate.Capacity);
        long spare = rankCount - order.Count;
        return [.. order.Select(candidate =>
        {
            (long floor, long remainder) = Math.DivRem(spare * candidate.Capacity, capacity);
            return (1 + (int)floor, 1 + (int)floor + (remainder > 0 ? 1 : 0));
        })];
    }
}
