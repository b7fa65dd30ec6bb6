using System.Runtime.InteropServices;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Weights;

public sealed class NamedArrayTests
{
    [Fact]
    public void Data_must_be_as_long_as_shape_and_type_demand()
    {
        Assert.Equal(6, new NamedArray("a", ScalarType.Float32, [2, 3], new byte[24]).ElementCount);
        Assert.Equal(1, new NamedArray("scalar", ScalarType.Int64, [], new byte[8]).ElementCount);
        Assert.Equal(0, new NamedArray("empty", ScalarType.Int64, [4, 0], ReadOnlyMemory<byte>.Empty).ElementCount);
        Assert.Throws<ArgumentException>(() => new NamedArray("a", ScalarType.Float32, [2, 3], new byte[23]));
    }

    [Fact]
    public void Negative_and_overflowing_shapes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new NamedArray("a", ScalarType.Byte, [-1, -1], new byte[1]));
        Assert.Throws<ArgumentException>(() => new NamedArray("a", ScalarType.Int8, [1L << 32, 1L << 32], new byte[0]));
        Assert.Throws<ArgumentException>(() => new NamedArray("a", ScalarType.Int64, [1L << 61], new byte[0]));
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Small_numbers_survive_conversion_there_and_back(ScalarType type)
    {
        NamedArray floats = WeightsFolder.Floats("a", [5], 0f, -1.5f, 2f, 96f, float.NegativeInfinity);

        NamedArray converted = floats.ConvertTo(type);

        Assert.Equal(type, converted.Type);
        Assert.Equal(WeightsFolder.Floats(floats), WeightsFolder.Floats(converted));
    }

    [Fact]
    public void Conversion_to_bfloat16_rounds_to_nearest_even_and_keeps_nan()
    {
        float tieDown = BitConverter.UInt32BitsToSingle(0x3F808000);
        float tieUp = BitConverter.UInt32BitsToSingle(0x3F818000);
        float above = BitConverter.UInt32BitsToSingle(0x3F808001);
        float nan = BitConverter.UInt32BitsToSingle(0x7FFFFFFF);

        byte[] bytes = WeightsFolder.Floats("a", [5], tieDown, tieUp, above, nan, float.MaxValue)
            .ConvertTo(ScalarType.BFloat16).Data.ToArray();

        ushort[] expected = [0x3F80, 0x3F82, 0x3F81, 0x7FC0, 0x7F80];
        Assert.Equal(expected, MemoryMarshal.Cast<byte, ushort>(bytes).ToArray());
    }

    [Fact]
    public void Integers_are_not_converted()
    {
        NamedArray integers = new("a", ScalarType.Int64, [1], new byte[8]);

        Assert.Throws<ArgumentException>(() => integers.ConvertTo(ScalarType.Float32));
        Assert.Same(integers, integers.ConvertTo(ScalarType.Int64));
    }

    [Fact]
    public void Arrays_are_found_by_name_and_enumerated_in_order()
    {
        NamedArrays arrays = new([WeightsFolder.Floats("b", [1], 1f), WeightsFolder.Floats("a", [1], 2f)]);

        Assert.Equal(["b", "a"], arrays.Select(array => array.Name));
        Assert.Equal(2f, WeightsFolder.Floats(arrays["a"])[0]);
        Assert.True(arrays.TryGet("b", out _));
        Assert.False(arrays.TryGet("c", out _));
        Assert.Throws<KeyNotFoundException>(() => arrays["c"]);
        Assert.Throws<ArgumentException>(() => new NamedArrays([arrays["a"], arrays["a"]]));
    }
}
