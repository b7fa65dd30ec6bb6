using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Parameters;

public sealed class WeightArraysTests
{
    [Fact]
    public void Arrays_are_named_parameters_and_then_buffers()
    {
        using FlatWeights weights = TinyWeights.Create([1, 2, 3], [4, 5]);
        IReadOnlyList<NamedArray> arrays = WeightArrays.From(weights);
        Assert.Equal(["a", "b", "c"], arrays.Select(array => array.Name));
        Assert.Equal(BitConverter.GetBytes(3f), arrays[1].Data.ToArray());
        Assert.Equal([2L], arrays[2].Shape);
    }

    [Fact]
    public void A_network_s_weights_come_back_bit_by_bit()
    {
        using SmallNetwork source = new(seed: 1);
        using SmallNetwork target = new(seed: 2);
        source.Weights.Buffers.fill_(0.1);
        Assert.NotEqual(WeightsChecksum.Of(source.Weights), WeightsChecksum.Of(target.Weights));

        WeightArrays.Load(target.Weights, new NamedArrays(WeightArrays.From(source.Weights)), "memory");

        Assert.Equal(WeightsChecksum.Of(source.Weights), WeightsChecksum.Of(target.Weights));
    }

    [Fact]
    public void Arrays_are_copies()
    {
        using FlatWeights weights = TinyWeights.Create([1, 2, 3], [4]);
        IReadOnlyList<NamedArray> arrays = WeightArrays.From(weights);
        weights.Parameters.fill_(9);
        Assert.Equal(BitConverter.GetBytes(3f), arrays[1].Data.ToArray());
    }

    [Fact]
    public void Copies_of_one_name_use_the_same_memory_and_those_of_two_do_not()
    {
        using FlatWeights weights = TinyWeights.Create([1, 2, 3], [4]);
        CopyBuffers buffers = new();
        IReadOnlyList<NamedArray> first = WeightArrays.From(weights, buffers, "first");
        weights.Parameters.fill_(9);
        IReadOnlyList<NamedArray> second = WeightArrays.From(weights, buffers, "second");
        Assert.Equal(BitConverter.GetBytes(3f), first[1].Data.ToArray());
        Assert.Equal(BitConverter.GetBytes(9f), second[1].Data.ToArray());

        WeightArrays.From(weights, buffers, "first");
        Assert.Equal(BitConverter.GetBytes(9f), first[1].Data.ToArray());
    }

    [Fact]
    public void Arrays_of_another_network_are_refused_and_change_nothing()
    {
        using FlatWeights weights = TinyWeights.Create([1, 2, 3], [4]);
        using FlatWeights other = TinyWeights.Create([5, 6, 7, 8], [9]);
        UserErrorException error = Assert.Throws<UserErrorException>(
            () => WeightArrays.Load(weights, new NamedArrays(WeightArrays.From(other)), "other.safetensors"));
        Assert.Contains("other.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains("a: ", error.Message, StringComparison.Ordinal);
        Assert.Equal([1f, 2, 3], weights.Parameters.ToArray<float>());
    }

    [Fact]
    public void The_checksum_of_a_small_layout_is_the_sha_256_of_its_little_endian_singles()
    {
        using FlatWeights one = TinyWeights.Create([1, -2], [0.5f]);
        using FlatWeights two = TinyWeights.Create([1, -2, 3.25f, 0, -0f], [0.5f, 1e-30f]);
        Assert.Equal("2ce4bdb6b34a50ac7092eb9fee94337a27498e9eb9bae44192f15b88831b2422", WeightsChecksum.Of(one));
        Assert.Equal("5ac2c4b7008a1559bd7414cc2d2451107182cb43c34f23257e676407b974c5ab", WeightsChecksum.Of(two));
    }

    [Fact]
    public void The_checksum_tells_minus_zero_from_zero()
    {
        using FlatWeights plus = TinyWeights.Create([1, 0], [0]);
        using FlatWeights minus = TinyWeights.Create([1, -0f], [0]);
        Assert.NotEqual(WeightsChecksum.Of(plus), WeightsChecksum.Of(minus));
    }
}
