using System.Runtime.InteropServices;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.Shared.Tests.Averaging;

public sealed class SliceSumTests
{
    private const int Length = 5003; // Two blocks and a part of one, and no multiple of a vector register.

    public static TheoryData<WireType, int> Ranks
    {
        get
        {
            TheoryData<WireType, int> ranks = [];
            foreach (WireType wire in Enum.GetValues<WireType>())
            {
                foreach (int count in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 33]) ranks.Add(wire, count);
            }
            return ranks;
        }
    }

    [Theory]
    [MemberData(nameof(Ranks))]
    public void The_bits_are_those_of_the_tree_done_by_hand(WireType wire, int rankCount)
    {
        byte[][] leaves = Leaves(wire, rankCount, seed: 8);
        (byte[] average, SliceCheck check) = Average(wire, leaves, Single(rankCount), rankCount);
        Assert.Equal(ByHand(wire, leaves), average);
        Assert.Equal(new SliceCheck(FastHash64.Of(average), IsFinite: true), check);
    }

    [Theory]
    [MemberData(nameof(Ranks))]
    public void Which_edges_of_the_tree_lie_between_nodes_does_not_change_a_bit(WireType wire, int rankCount)
    {
        byte[][] leaves = Leaves(wire, rankCount, seed: 9);
        (byte[] expected, SliceCheck check) = Average(wire, leaves, Single(rankCount), rankCount);
        RandomStream stream = RandomStream.Named(seed: 2, "cuts", rankCount);
        for (int trial = 0; trial < 10; trial++)
        {
            List<RankSpan> subtrees = [];
            for (int first = 0; first < rankCount; first = subtrees[^1].End)
            {
                RankSpan node = new(first, 1 + stream.NextInt(rankCount - first));
                subtrees.AddRange(RankTree.Subtrees(node, rankCount));
            }
            byte[][] sums = [.. subtrees.Select(subtree => Sum(wire, leaves, subtree))];
            (byte[] average, SliceCheck found) = Average(wire, sums, subtrees, rankCount);
            Assert.Equal(expected, average);
            Assert.Equal(check, found);
        }
    }

    [Theory]
    [InlineData(WireType.Fp32, float.NaN)]
    [InlineData(WireType.Fp32, float.PositiveInfinity)]
    [InlineData(WireType.Fp32, float.MaxValue)]
    [InlineData(WireType.Bf16, float.NaN)]
    [InlineData(WireType.Bf16, float.NegativeInfinity)]
    [InlineData(WireType.Bf16, float.MaxValue)]
    public void A_number_that_is_not_finite_is_noticed_wherever_it_is(WireType wire, float number)
    {
        foreach (int position in (int[])[0, 2047, 2048, 4999, Length - 1])
        {
            byte[][] leaves = Leaves(wire, 2, seed: 10);
            foreach (byte[] leaf in leaves) SliceSum.Encode(wire, [number], At(wire, leaf, position)); // Doubled, the largest one overflows.
            Assert.False(Average(wire, leaves, Single(2), 2).Check.IsFinite);
        }
    }

    [Theory]
    [InlineData(1.0f, 0x3F80)]
    [InlineData(1.00390625f, 0x3F80)] // Half-way between two: the even one is below,
    [InlineData(1.01171875f, 0x3F82)] // and here above.
    [InlineData(1.004f, 0x3F81)]
    [InlineData(-1.01171875f, 0xBF82)]
    [InlineData(1e-45f, 0x0000)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    public void Numbers_are_rounded_to_the_nearest_bfloat16(float number, ushort expected)
    {
        foreach (int count in (int[])[1, 40])
        {
            byte[] encoded = new byte[count * sizeof(ushort)];
            SliceSum.Encode(WireType.Bf16, [.. Enumerable.Repeat(number, count)], encoded);
            Assert.All(MemoryMarshal.Cast<byte, ushort>(encoded).ToArray(), bits => Assert.Equal(expected, bits));
        }
    }

    [Fact]
    public void What_is_no_number_stays_none_in_bfloat16()
    {
        byte[] encoded = new byte[40 * sizeof(ushort)];
        float onlyLowBits = BitConverter.UInt32BitsToSingle(0x7F800001);
        SliceSum.Encode(WireType.Bf16, [.. Enumerable.Repeat(onlyLowBits, 40)], encoded);
        Assert.All(MemoryMarshal.Cast<byte, ushort>(encoded).ToArray(), bits => Assert.Equal(0x7FC0, bits));
    }

    [Fact]
    public void Parts_that_are_no_subtrees_of_the_tree_are_a_defect()
    {
        byte[][] parts = Leaves(WireType.Fp32, 2, seed: 11);
        Assert.Throws<InvariantException>(() => Average(WireType.Fp32, parts, [new RankSpan(0, 3), new RankSpan(3, 1)], 4));
        Assert.Throws<InvariantException>(() => Average(WireType.Fp32, parts, [new RankSpan(0, 1), new RankSpan(2, 1)], 3));
        Assert.Throws<InvariantException>(() => Average(WireType.Fp32, parts, [new RankSpan(0, 1), new RankSpan(1, 1)], 3));
        Assert.Throws<InvariantException>(() => Average(WireType.Fp32, [parts[0], parts[1][4..]], Single(2), 2));
    }

    private static (byte[] Average, SliceCheck Check) Average(
        WireType wire, byte[][] parts, IReadOnlyList<RankSpan> spans, int rankCount)
    {
        byte[] average = new byte[parts[0].Length];
        return (average, SliceSum.Average(wire, Memories(parts), spans, rankCount, average));
    }

    private static byte[] Sum(WireType wire, byte[][] leaves, RankSpan ranks)
    {
        byte[] sum = new byte[leaves[0].Length];
        RankSpan[] spans = [.. Enumerable.Range(ranks.First, ranks.Count).Select(rank => new RankSpan(rank, 1))];
        SliceSum.Add(wire, Memories(leaves[ranks.First..ranks.End]), spans, ranks, sum);
        return sum;
    }

    private static ReadOnlyMemory<byte>[] Memories(byte[][] parts) =>
        Array.ConvertAll(parts, part => new ReadOnlyMemory<byte>(part));

    private static RankSpan[] Single(int rankCount) => [.. Enumerable.Range(0, rankCount).Select(rank => new RankSpan(rank, 1))];

    private static byte[] ByHand(WireType wire, byte[][] leaves)
    {
        float[][] values = [.. leaves.Select(leaf => Decode(wire, leaf))];
        foreach ((int target, int source) in RankTree.Additions(leaves.Length))
        {
            for (int i = 0; i < Length; i++) values[target][i] = Rounded(wire, values[target][i] + values[source][i]);
        }
        for (int i = 0; i < Length; i++) values[0][i] = Rounded(wire, values[0][i] / leaves.Length);
        byte[] bytes = new byte[leaves[0].Length];
        SliceSum.Encode(wire, values[0], bytes);
        return bytes;
    }

    private static float[] Decode(WireType wire, byte[] bytes) => wire == WireType.Fp32
        ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
        : Array.ConvertAll(
            MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));

    // By a longer way than the product's: through the two neighbours and their distance.
    private static float Rounded(WireType wire, float value)
    {
        if (wire == WireType.Fp32) return value;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        float below = BitConverter.UInt32BitsToSingle(bits & 0xFFFF0000);
        float above = BitConverter.UInt32BitsToSingle((bits & 0xFFFF0000) + 0x10000);
        double toBelow = Math.Abs((double)value - below);
        double toAbove = Math.Abs((double)above - value);
        if (toBelow != toAbove) return toBelow < toAbove ? below : above;
        return (bits & 0x10000) == 0 ? below : above;
    }

    private static Span<byte> At(WireType wire, byte[] leaf, int position) =>
        leaf.AsSpan(position * wire.SizeInBytes(), wire.SizeInBytes());

    private static byte[][] Leaves(WireType wire, int rankCount, long seed)
    {
        byte[][] leaves = new byte[rankCount][];
        for (int rank = 0; rank < rankCount; rank++)
        {
            RandomStream stream = RandomStream.Named(seed, "leaf", rank);
            float[] values = new float[Length];
            for (int i = 0; i < Length; i++) values[i] = (float)stream.NextGaussian();
            leaves[rank] = new byte[Length * wire.SizeInBytes()];
            SliceSum.Encode(wire, values, leaves[rank]);
        }
        return leaves;
    }
}
