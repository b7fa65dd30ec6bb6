using System.Numerics;
using System.Runtime.InteropServices;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;

namespace Distillery.Shared.Averaging;

/// <summary>Adds up the ranks' vectors along the rank tree, in one pass over memory: block by block, so that partial sums
/// stay in the processor's cache.</summary>
/// <remarks>In Float32 the bits are those of adding whole vectors one after the other and dividing by the number of ranks.
/// In bfloat16 every addend is one already, every sum of two is rounded to one, and so is the quotient: then a sum's bits do
/// not depend on whether it travelled.</remarks>
public static class SliceSum
{
    private const int BlockLength = 2048; // 8 KiB of Float32: the blocks in use fit into a first-level cache.

    // Working blocks of a thread, kept from slice to slice.
    [ThreadStatic]
    private static float[]? t_scratch;

    /// <summary>The average over all ranks.</summary>
    /// <param name="parts">Sums of the subtrees, each as long as the destination, little-endian numbers of the wire
    /// type.</param>
    /// <param name="spans">The parts' ranks: subtrees that together cover all ranks, by rank.</param>
    /// <param name="destination">Takes the average, of the wire type. It overlaps no part.</param>
    public static SliceCheck Average(
        WireType wire, IReadOnlyList<ReadOnlyMemory<byte>> parts, IReadOnlyList<RankSpan> spans, int rankCount,
        Span<byte> destination) =>
        Run(wire, parts, spans, new RankSpan(0, rankCount), rankCount, destination);

    /// <summary>The sum over the ranks of one subtree.</summary>
    /// <param name="spans">The parts' ranks: subtrees that together are this one, by rank.</param>
    public static void Add(
        WireType wire, IReadOnlyList<ReadOnlyMemory<byte>> parts, IReadOnlyList<RankSpan> spans, RankSpan whole,
        Span<byte> destination) =>
        Run(wire, parts, spans, whole, null, destination);

    /// <summary>A vector as numbers of the wire type.</summary>
    public static void Encode(WireType wire, ReadOnlySpan<float> values, Span<byte> destination)
    {
        if (wire == WireType.Bf16) Bfloat16.Narrow(values, MemoryMarshal.Cast<byte, ushort>(destination));
        else MemoryMarshal.AsBytes(values).CopyTo(destination);
    }

    private static SliceCheck Run(
        WireType wire, IReadOnlyList<ReadOnlyMemory<byte>> parts, IReadOnlyList<RankSpan> spans, RankSpan whole,
        int? divisor, Span<byte> destination)
    {
        Invariant.That(parts.Count == spans.Count, "a sum has other spans than parts");
        SumPlan plan = new(spans, whole);
        foreach (ReadOnlyMemory<byte> part in parts)
            Invariant.That(part.Length == destination.Length, $"a part of a slice has {part.Length} bytes, not {destination.Length}");
        int size = wire.SizeInBytes();
        int count = destination.Length / size;
        BlockSum sum = new(wire, plan, parts, Scratch((plan.BlockCount + 3) * BlockLength), BlockLength, divisor);
        FastHash64 hash = new();
        bool isFinite = true;
        for (int start = 0; start < count; start += BlockLength)
        {
            int length = Math.Min(BlockLength, count - start);
            Span<byte> result = destination.Slice(start * size, length * size);
            isFinite &= sum.Compute(start, result);
            if (divisor is not null) hash.Append(result); // It is still in the cache.
        }
        return new SliceCheck(divisor is null ? 0 : hash.Value, isFinite);
    }

    private static float[] Scratch(int length)
    {
        if (t_scratch is null || t_scratch.Length < length) t_scratch = GC.AllocateUninitializedArray<float>(length);
        return t_scratch;
    }
}
