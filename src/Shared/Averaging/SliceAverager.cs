using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Configuration;

namespace Distillery.Shared.Averaging;

/// <summary>Averages the slices that this process averages for all.</summary>
public sealed class SliceAverager(SliceLayout layout, WireType wire, int rankCount, IAverageMemory averages)
{
    /// <summary>The average of a slice; disposes the parts' payloads. Null when a part was overwritten meanwhile: its sender has
    /// gone on without this process, and so does whoever would wait for this average.</summary>
    /// <param name="parts">Subtrees that together cover all ranks, by rank.</param>
    public SliceAverage? Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        try
        {
            return slice == layout.ReportSlice
                ? JoinReports(generation, step, slice, parts)
                : AverageNumbers(generation, step, slice, parts);
        }
        finally
        {
            foreach (SlicePart part in parts) part.Payload.Dispose();
        }
    }

    private SliceAverage? AverageNumbers(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        Memory<byte> average = averages.BeginWrite(step, slice);
        SliceCheck check = SliceSum.Average(
            wire, [.. parts.Select(part => part.Payload.Bytes)], [.. parts.Select(part => part.Ranks)], rankCount, average.Span);
        Payload payload = averages.EndWrite(step, slice);
        bool isWhole = parts.All(part => part.Payload.IsIntact);
        return isWhole ? new SliceAverage(generation, step, slice, check.Hash, check.IsFinite, payload) : null;
    }

    private SliceAverage JoinReports(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        List<RankReport> reports = [];
        foreach (SlicePart part in parts) reports.AddRange(Read(part));
        Invariant.That(reports.Count == rankCount, $"{reports.Count} reports came from {rankCount} ranks");
        byte[] bytes = ReportCodec.Encode(reports);
        return new SliceAverage(generation, step, slice, FastHash64.Of(bytes), IsFinite: true, new MemoryPayload(bytes));
    }

    private static IReadOnlyList<RankReport> Read(SlicePart part)
    {
        (IReadOnlyList<RankReport>? reports, string? problem) = ReportCodec.Decode(part.Payload.Bytes.Span);
        Invariant.That(reports is not null, $"the reports of {part.Ranks} cannot be read: {problem}");
        IEnumerable<int> ranks = Enumerable.Range(part.Ranks.First, part.Ranks.Count);
        Invariant.That(ranks.SequenceEqual(reports.Select(report => report.Rank)), $"reports of {part.Ranks} are of other ranks");
        return reports;
    }
}
