namespace Distillery.GpuNode.Averaging;

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
}
