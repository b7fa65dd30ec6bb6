using Distillery.GpuNode.Work.Copies;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>What this node's ranks contribute to a step: for each subtree the sum over its ranks, slice by slice. Devices add up what
/// the tree lets them, and the host the rest.</summary>
/// <remarks>A subtree that is a single part is that part's own memory. The memory of sums is used again from step to step and freed at
/// the end alone, for messages under way may refer to it.</remarks>
internal sealed class RankContributions(SliceLayout layout, WireType wire, int rankCount) : IDisposable
{
    private readonly List<SliceMemory> _sums = [];
    private volatile Arrangement? _current;

    /// <summary>Prepares for the sums of a step. What was prepared before is not to be read any more.</summary>
    /// <param name="seats">Where the ranks sit that the subtrees consist of.</param>
    internal void Arrange(long step, IReadOnlyList<RankSpan> subtrees, RankSeats seats)
    {
        List<Subtree> arranged = [];
        int usedSums = 0;
        foreach (RankSpan ranks in subtrees)
        {
            List<ContributionPart> parts = [];
            for (int first = ranks.First; first < ranks.End; first = parts[^1].Ranks.End)
                parts.Add(PartFrom(first, ranks.End, step, seats, ref usedSums));
            arranged.Add(new Subtree(ranks, parts, parts.Count == 1 ? parts[0].Memory : SumMemory(usedSums++)));
        }
        _current = new Arrangement(step, arranged, layout.VectorSlices);
    }

    /// <summary>A rank has its part of a slice. Several threads at once.</summary>
    /// <returns>Whether no part of the slice is missing any more: it can be added up.</returns>
    internal bool Arrive(RankSeat seat, int slice)
    {
        Arrangement current = _current!;
        return current.PartOf[seat].Arrive(slice) && Interlocked.Decrement(ref current.PartsLeft[slice]) == 0;
    }

    /// <summary>Adds up one slice of every subtree. Slices may be added up side by side.</summary>
    internal void Sum(int slice)
    {
        foreach (Subtree subtree in _current!.Subtrees)
        {
            foreach (ContributionPart part in subtree.Parts.Where(part => !part.IsDue)) part.Bring(slice);
            if (subtree.Parts.Count == 1) continue;
            subtree.Sum.BeginWrite(slice);
            SliceSum.Add(
                wire, [.. subtree.Parts.Select(part => (ReadOnlyMemory<byte>)part.Memory.Slices[slice])],
                [.. subtree.Parts.Select(part => part.Ranks)], subtree.Ranks, subtree.Sum.Slices[slice].Span);
            subtree.Sum.EndWrite(slice);
        }
    }

    /// <summary>One slice of a subtree's sum.</summary>
    internal Payload Read(long step, int slice, RankSpan ranks)
    {
        Arrangement? current = _current;
        Invariant.That(current?.Step == step, $"the contributions of step {step} are not those that are here");
        Subtree? subtree = current.Subtrees.FirstOrDefault(subtree => subtree.Ranks == ranks);
        Invariant.That(subtree is not null, $"{ranks} are no subtree that was ordered");
        if (slice != layout.ReportSlice) return subtree.Sum.PayloadOf(slice);
        RankReport[] reports = [.. subtree.Parts.SelectMany(part => part.Seats).Select(seat => seat.Report!)];
        return new MemoryPayload(ReportCodec.Encode(reports));
    }

    public void Dispose()
    {
        foreach (SliceMemory sum in _sums) sum.Dispose();
        _sums.Clear();
    }

    /// <summary>The largest part that begins at a rank: neighbours on its device that are a subtree, or on the host the rank alone.</summary>
    private ContributionPart PartFrom(int first, int end, long step, RankSeats seats, ref int usedSums)
    {
        RankSeat leaf = seats.SeatOf(first)!;
        RankSpan span = new(first, 1);
        if (leaf.Copy.Device.HasOwnMemory)
        {
            int next = first + 1;
            while (next < end && seats.SeatOf(next)!.Copy == leaf.Copy) next++;
            span = RankTree.Subtrees(new RankSpan(first, next - first), rankCount)[0];
        }
        RankSeat[] leaves = [.. Enumerable.Range(span.First, span.Count).Select(rank => seats.SeatOf(rank)!)];
        SliceMemory memory = leaf.Copy.Device.HasOwnMemory ? SumMemory(usedSums++) : leaf.Leaf;
        return new ContributionPart(span, leaves, memory, leaves.Count(seat => seat.ComputedStep != step), layout, wire);
    }

    private SliceMemory SumMemory(int number)
    {
        if (number == _sums.Count) _sums.Add(new SliceMemory(layout, wire));
        return _sums[number];
    }

    /// <param name="Sum">Where its sum is; that of its part where it has only one.</param>
    private sealed record Subtree(RankSpan Ranks, IReadOnlyList<ContributionPart> Parts, SliceMemory Sum);

    private sealed class Arrangement(long step, IReadOnlyList<Subtree> subtrees, int vectorSlices)
    {
        internal long Step { get; } = step;

        internal IReadOnlyList<Subtree> Subtrees { get; } = subtrees;

        internal Dictionary<RankSeat, ContributionPart> PartOf { get; } = subtrees.SelectMany(subtree => subtree.Parts)
            .SelectMany(part => part.Seats, (part, seat) => (part, seat)).ToDictionary(pair => pair.seat, pair => pair.part);

        /// <summary>By slice: parts of which something is still to be computed.</summary>
        internal int[] PartsLeft { get; } = [.. Enumerable.Repeat(
            subtrees.SelectMany(subtree => subtree.Parts).Count(part => part.IsDue), vectorSlices)];
    }
}
