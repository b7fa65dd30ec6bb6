using System.Runtime.InteropServices;
using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Parameters;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Averaging;

public sealed class SliceSumBitsTests
{
    private const int Count = 9_001; // No multiple of a block or of a vector register.

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_average_of_slices_has_the_bits_of_the_average_of_tensors(int rankCount)
    {
        List<FlatGradients> ranks = [.. Enumerable.Range(0, rankCount).Select(Contribution)];
        ReadOnlyMemory<byte>[] parts = [.. ranks.Select(rank => (ReadOnlyMemory<byte>)rank.All.HostBytes().ToArray())];
        RankSpan[] spans = [.. Enumerable.Range(0, rankCount).Select(rank => new RankSpan(rank, 1))];
        byte[] average = new byte[Count * sizeof(float)];
        SliceSum.Average(WireType.Fp32, parts, spans, rankCount, average);
        Assert.Equal(GradientAverage.Of(ranks).All.ToArray<float>(), MemoryMarshal.Cast<byte, float>(average).ToArray());
        foreach (FlatGradients rank in ranks) rank.Dispose();
    }

    [Fact]
    public void Rounding_to_bfloat16_is_that_of_libtorch()
    {
        RandomStream stream = RandomStream.Named(seed: 3, "numbers");
        float[] values = [.. Enumerable.Range(0, Count).Select(_ => BitConverter.UInt32BitsToSingle((uint)stream.NextInt(int.MaxValue) * 2))];
        byte[] encoded = new byte[Count * sizeof(ushort)];
        SliceSum.Encode(WireType.Bf16, values, encoded);
        using Tensor tensor = HostTensor.From<float>(values, Count);
        using Tensor narrow = tensor.to(ScalarType.BFloat16);
        using Tensor wide = narrow.to(ScalarType.Float32);
        float[] expected = wide.ToArray<float>();
        ushort[] actual = MemoryMarshal.Cast<byte, ushort>(encoded).ToArray();
        for (int i = 0; i < Count; i++)
        {
            float number = BitConverter.UInt32BitsToSingle((uint)actual[i] << 16);
            Assert.True(number.Equals(expected[i]), $"{values[i]:R} becomes {number:R}, in libtorch {expected[i]:R}");
        }
    }

    private static FlatGradients Contribution(int rank)
    {
        RandomStream stream = RandomStream.Named(seed: 12, "contribution", rank);
        float[] values = new float[Count];
        for (int i = 0; i < Count; i++) values[i] = (float)stream.NextGaussian();
        FlatGradients gradients = new(TinyWeights.Parameters(Count - 1), TinyWeights.Buffers(1), Devices.Cpu);
        gradients.All.CopyFrom<float>(values);
        return gradients;
    }
}
