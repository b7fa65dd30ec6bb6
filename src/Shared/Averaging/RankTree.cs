using System.Numerics;
using Distillery.Messages.Generations;

namespace Distillery.Shared.Averaging;

/// <summary>The one order in which the ranks' vectors are added: a binary tree over rank numbers, whose leaves are ranks.
/// Rank r takes in rank r + 1, then r + 2, r + 4 … as long as r is a multiple of twice the distance; a rank that is not
/// there is left out. Whoever adds, and whenever, the bits are the same.</summary>
public static class RankTree
{
    /// <summary>The additions in order: the source's vector goes into the target's.</summary>
    public static IEnumerable<(int Target, int Source)> Additions(int rankCount)
    {
        for (int distance = 1; distance < rankCount; distance *= 2)
        {
            for (int rank = 0; rank + distance < rankCount; rank += 2 * distance) yield return (rank, rank + distance);
        }
    }

    /// <summary>The largest whole subtrees that together have exactly these ranks as leaves, by rank. Their sums are all
    /// that a node with these ranks has to send.</summary>
    /// <param name="rankCount">All ranks of the run: a subtree at its end may lack leaves that do not exist.</param>
    public static IReadOnlyList<RankSpan> Subtrees(RankSpan ranks, int rankCount)
    {
        List<RankSpan> subtrees = [];
        for (int first = ranks.First; first < ranks.End; first = subtrees[^1].End)
            subtrees.Add(LargestSubtree(first, ranks.End, rankCount));
        return subtrees;
    }

    /// <summary>Whether these ranks are exactly the leaves of a subtree.</summary>
    public static bool IsSubtree(RankSpan ranks, int rankCount) =>
        ranks.Count > 0 && ranks.First >= 0 && ranks.End <= rankCount
        && LargestSubtree(ranks.First, ranks.End, rankCount) == ranks;

    private static RankSpan LargestSubtree(int first, int end, int rankCount)
    {
        RankSpan largest = new(first, 1);
        for (int width = 2; IsMultiple(first, width); width *= 2)
        {
            RankSpan wider = new(first, Math.Min(width, rankCount - first));
            if (wider.End > end) break;
            largest = wider;
            if (wider.Count < width) break; // It has all ranks to the end: no wider one has more.
        }
        return largest;
    }

    private static bool IsMultiple(int rank, int width) => rank == 0 || BitOperations.TrailingZeroCount(rank) >= BitOperations.Log2((uint)width);
}
