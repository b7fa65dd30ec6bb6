using Distillery.Messages.Generations;

namespace Distillery.Coordinator.Placement;

/// <summary>Says which node gets which ranks: a pure function of the nodes and of what they had.</summary>
/// <remarks>Each node gets one block of ranks next to each other, of a size in proportion to its capacity (rounded down or up,
/// at least one). Among all such divisions that keep the nodes' order, the one that moves the fewest ranks is taken; newcomers
/// are put where that costs least.</remarks>
public static class RankPlacer
{
    // So many cells take about 0.2 s and 16 MiB: a thousand nodes and a hundred newcomers fit. More newcomers are spread evenly.
    private const long MostCells = 1 << 23;

    /// <param name="candidates">At most as many as there are ranks, at least one; no node twice.</param>
    /// <returns>By rank: the candidates with their new spans.</returns>
    /// <exception cref="ArgumentException">There are none, or more than ranks.</exception>
    public static IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> Place(
        IReadOnlyList<Candidate> candidates, int rankCount)
    {
        if (candidates.Count == 0 || candidates.Count > rankCount)
            throw new ArgumentException($"{candidates.Count} nodes cannot share {rankCount} ranks", nameof(candidates));
        Candidate[] order = [.. candidates.Where(IsOld).OrderBy(old => old.Previous.First).ThenBy(old => old.Node)];
        Candidate[] newcomers = [.. candidates.Where(candidate => !IsOld(candidate)).OrderBy(newcomer => newcomer.Node)];
        RankDivision division = new(order, newcomers, rankCount);
        return division.CellCount <= MostCells ? division.Solve() : new RankDivision(Spread(order, newcomers), [], rankCount).Solve();
    }

    /// <summary>Where many come every old node gives away some ranks: newcomers stand between them at equal distances.</summary>
    private static List<Candidate> Spread(Candidate[] order, Candidate[] newcomers)
    {
        List<Candidate> spread = [];
        int next = 0;
        for (int i = 0; i < order.Length; i++)
        {
            while ((2L * next + 1) * order.Length < (2L * i + 1) * newcomers.Length) spread.Add(newcomers[next++]);
            spread.Add(order[i]);
        }
        return [.. spread, .. newcomers[next..]];
    }

    private static bool IsOld(Candidate candidate) => candidate.Previous.Count > 0;
}
