using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>What this node's ranks contribute to a step: for each subtree the sum over its ranks, slice by slice.</summary>
/// <remarks>A subtree of one rank is that rank's own memory. The memory of sums is used again from step to step and freed at
/// the end alone, for messages under way may refer to it.</remarks>
internal sealed class RankContributions(SliceLayout layout, WireType wire) : IDisposable
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
            RankSeat[] leaves = [.. Enumerable.Range(ranks.First, ranks.Count).Select(rank => seats.SeatOf(rank)!)];
            arranged.Add(new Subtree(ranks, leaves, ranks.Count == 1 ? null : SumMemory(usedSums++)));
        }
        _current = new Arrangement(step, arranged);
    }

    /// <summary>Adds up one slice of every subtree. Slices may be added up side by side.</summary>
    internal void Sum(int slice)
    {
        foreach (Subtree subtree in _current!.Subtrees)
        {
            if (subtree.Sum is not { } sum) continue;
            sum.BeginWrite(slice);
            SliceSum.Add(
                wire, Array.ConvertAll(subtree.Leaves, leaf => (ReadOnlyMemory<byte>)leaf.Leaf.Slices[slice]),
                Array.ConvertAll(subtree.Leaves, leaf => new RankSpan(leaf.Rank!.Value, 1)), subtree.Ranks,
                sum.Slices[slice].Span);
            sum.EndWrite(slice);
        }
    }

    /// <summary>One slice of a subtree's sum.</summary>
    internal Payload Read(long step, int slice, RankSpan ranks)
    {
        Arrangement? current = _current;
        Invariant.That(current?.Step == step, $"the contributions of step {step} are not those that are here");
        Subtree? subtree = current.Subtrees.FirstOrDefault(subtree => subtree.Ranks == ranks);
        Invariant.That(subtree is not null, $"{ranks} are no subtree that was ordered");
        if (slice == layout.ReportSlice)
        {
            RankReport[] reports = Array.ConvertAll(subtree.Leaves, leaf => leaf.Report!);
            return new MemoryPayload(ReportCodec.Encode(reports));
        }
        return (subtree.Sum ?? subtree.Leaves[0].Leaf).PayloadOf(slice);
    }

    public void Dispose()
    {
        foreach (SliceMemory sum in _sums) sum.Dispose();
        _sums.Clear();
    }

    private SliceMemory SumMemory(int number)
    {
        if (number == _sums.Count) _sums.Add(new SliceMemory(layout, wire));
        return _sums[number];
    }

    private sealed record Arrangement(long Step, IReadOnlyList<Subtree> Subtrees);

    private sealed record Subtree(RankSpan Ranks, RankSeat[] Leaves, SliceMemory? Sum);
}
