using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Parameters;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Averaging;

public sealed class GradientAverageTests
{
    private const int Count = 1003; // No multiple of a vector register, so that the last entries are added singly.

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void The_bits_are_those_of_the_tree_done_by_hand(int rankCount)
    {
        float[][] values = [.. Enumerable.Range(0, rankCount).Select(Values)];
        float[] expected = new float[Count];
        for (int i = 0; i < Count; i++) expected[i] = TreeSum([.. values.Select(rank => rank[i])]) / rankCount;
        Assert.Equal(expected, Average(values));
    }

    [Fact]
    public void The_order_decides_the_bits()
    {
        // In single precision 1e8 + 1 is 1e8: the tree loses both ones, from left to right only the first is lost.
        float[] numbers = [1e8f, 1, -1e8f, 1];
        float leftToRight = (((numbers[0] + numbers[1]) + numbers[2]) + numbers[3]) / 4;
        Assert.Equal(0.25f, leftToRight);
        Assert.Equal(0, Average([.. numbers.Select(number => new[] { number, number, number })])[0]);
    }

    [Fact]
    public void Gradients_and_statistics_are_averaged_alike()
    {
        float[] average = Average([[1, 2, 30], [3, 4, 50]]);
        Assert.Equal([2, 3, 40], average);
    }

    private static float[] Average(float[][] values)
    {
        List<FlatGradients> ranks = [];
        foreach (float[] rank in values)
        {
            FlatGradients gradients = new(TinyWeights.Parameters(rank.Length - 1), TinyWeights.Buffers(1), Devices.Cpu);
            gradients.All.CopyFrom<float>(rank);
            ranks.Add(gradients);
        }
        FlatGradients average = GradientAverage.Of(ranks);
        Assert.Same(ranks[0], average);
        float[] result = average.All.ToArray<float>();
        foreach (FlatGradients rank in ranks) rank.Dispose();
        return result;
    }

    // A rank's sum is that of the lower half of the ranks, a power of two, and the rest.
    private static float TreeSum(ReadOnlySpan<float> values)
    {
        if (values.Length == 1) return values[0];
        int half = 1;
        while (half * 2 < values.Length) half *= 2;
        return TreeSum(values[..half]) + TreeSum(values[half..]);
    }

    private static float[] Values(int rank)
    {
        RandomStream stream = RandomStream.Named(seed: 8, "contribution", rank);
        float[] values = new float[Count];
        for (int i = 0; i < Count; i++) values[i] = (float)stream.NextGaussian();
        return values;
    }
}
