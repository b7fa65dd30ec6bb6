using Distillery.Coordinator.Placement;
using Distillery.Messages.Generations;

namespace Distillery.Coordinator.Tests.Placement;

/// <summary>All divisions of a few ranks among a few nodes, one by one.</summary>
internal static class Divisions
{
    /// <summary>The most ranks that can stay where they were, in any division that keeps the order of the old nodes by rank and of
    /// the newcomers by name.</summary>
    internal static int MostKept(IReadOnlyList<Candidate> candidates, int rankCount)
    {
        Candidate[] old = [.. candidates.Where(one => one.Previous.Count > 0).OrderBy(one => one.Previous.First)];
        Candidate[] newcomers = [.. candidates.Where(one => one.Previous.Count == 0).OrderBy(one => one.Node)];
        double capacity = candidates.Sum(one => one.Capacity);
        return MostKept(old, newcomers, 0, rankCount, one => (rankCount - candidates.Count) * one.Capacity / capacity) ?? -1;
    }

    internal static int Overlap(RankSpan one, RankSpan other) =>
        Math.Max(0, Math.Min(one.End, other.End) - Math.Max(one.First, other.First));

    private static int? MostKept(
        ReadOnlySpan<Candidate> old, ReadOnlySpan<Candidate> newcomers, int first, int rankCount, Func<Candidate, double> share)
    {
        if (old.IsEmpty && newcomers.IsEmpty) return first == rankCount ? 0 : null;
        int? most = null;
        foreach (bool takesOld in new[] { true, false })
        {
            if (takesOld ? old.IsEmpty : newcomers.IsEmpty) continue;
            Candidate next = takesOld ? old[0] : newcomers[0];
            foreach (double spare in new[] { Math.Floor(share(next)), Math.Ceiling(share(next)) })
            {
                RankSpan span = new(first, 1 + (int)spare);
                int? rest = MostKept(takesOld ? old[1..] : old, takesOld ? newcomers : newcomers[1..], span.End, rankCount, share);
                if (rest + Overlap(next.Previous, span) is { } kept && !(kept <= most)) most = kept;
            }
        }
        return most;
    }
}
