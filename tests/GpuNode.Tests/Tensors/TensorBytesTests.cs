using System.Runtime.CompilerServices;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Tensors;

public sealed class TensorBytesTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_type_of_dotnet_goes_in_and_comes_out()
    {
        AssertRoundTrip<float>(ScalarType.Float32, 1.5f, float.NegativeInfinity);
        AssertRoundTrip<double>(ScalarType.Float64, Math.PI, -0.0);
        AssertRoundTrip<long>(ScalarType.Int64, long.MinValue, 7);
        AssertRoundTrip<int>(ScalarType.Int32, int.MaxValue, -7);
        AssertRoundTrip<short>(ScalarType.Int16, short.MinValue, 7);
        AssertRoundTrip<sbyte>(ScalarType.Int8, sbyte.MinValue, 7);
        AssertRoundTrip<byte>(ScalarType.Byte, 255, 7);
        AssertRoundTrip<bool>(ScalarType.Bool, true, false);
        AssertRoundTrip<Half>(ScalarType.Float16, (Half)0.5, Half.MaxValue);
        Assert.Throws<ArgumentException>(() => HostTensor.From<char>(['a'], 1));
    }

    [Fact]
    public void Another_type_than_the_tensor_has_is_refused_with_its_shape()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Ramp(2, 3).ToArray<double>());
        Assert.Equal("the elements of Float32[2, 3] on cpu are not Double", error.Message);
    }

    [Fact]
    public void A_destination_too_small_and_a_source_of_another_size_are_refused()
    {
        Tensor tensor = Ramp(2, 3);
        Assert.Throws<ArgumentException>(() => tensor.CopyBytesTo(new byte[23]));
        ArgumentException tooLong = Assert.Throws<ArgumentException>(() => tensor.CopyBytesFrom(new byte[28]));
        Assert.Contains("has 24 bytes, not 28", tooLong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_contiguous_is_copied_and_filled_in_the_order_of_its_shape()
    {
        Tensor tensor = Ramp(2, 3);
        Tensor transposed = tensor.t();
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], transposed.ToArray<float>());

        transposed.CopyFrom<float>([1f, 2f, 3f, 4f, 5f, 6f]);
        Assert.Equal([1f, 3f, 5f, 2f, 4f, 6f], tensor.ToArray<float>());
    }

    [Fact]
    public void A_leaf_that_is_recorded_can_be_filled_and_read()
    {
        Tensor leaf = Ramp(2).requires_grad_();

        leaf.CopyFrom<float>([4f, 5f]);

        Assert.Equal([4f, 5f], leaf.ToArray<float>());
        Assert.True(leaf.requires_grad);
    }

    [Fact]
    public void The_host_span_is_the_memory_itself()
    {
        Tensor tensor = Ramp(4);
        Tensor view = tensor.narrow(0, 1, 2);

        view.HostSpan<float>()[1] = 42;

        Assert.Equal([0f, 1f, 42f, 3f], tensor.ToArray<float>());
        Assert.Equal(2, view.HostSpan<float>().Length);
    }

    [Fact]
    public void No_host_memory_is_given_for_another_type_or_layout()
    {
        Tensor tensor = Ramp(2, 3);
        Assert.Throws<InvalidOperationException>(() => { tensor.HostSpan<int>(); });
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => tensor.t().HostBytes());
        Assert.Equal("Float32[3, 2] on cpu is not contiguous host memory", error.Message);
    }

    [Fact]
    public void Bytes_of_a_tensor_that_is_gone_are_refused()
    {
        Tensor tensor = Ramp(2);
        Memory<byte> bytes = tensor.HostBytes();
        Assert.Equal(8, bytes.Span.Length);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
    }

    [Fact]
    public void Bfloat16_is_rounded_to_the_nearest_even_and_its_bytes_can_be_had_and_set()
    {
        Tensor narrow = HostTensor.From<float>([1f, -2.5f, 1 + 1f / 256, 1 + 3f / 256, MathF.PI], 5).to(ScalarType.BFloat16);
        byte[] bytes = new byte[10];
        narrow.CopyBytesTo(bytes);

        Assert.Equal([0x80, 0x3f, 0x20, 0xc0, 0x80, 0x3f, 0x82, 0x3f, 0x49, 0x40], bytes);
        Tensor filled = empty([5], ScalarType.BFloat16);
        filled.CopyBytesFrom(bytes);
        Assert.Equal([1f, -2.5f, 1f, 1.015625f, 3.140625f], filled.to(ScalarType.Float32).ToArray<float>());
    }

    [Fact]
    public void An_empty_tensor_and_a_scalar_are_tensors_too()
    {
        Assert.Empty(HostTensor.From<float>([], 0, 3).ToArray<float>());
        Assert.Equal([7f], HostTensor.From<float>([7f]).ToArray<float>());
    }

    [Fact]
    public void Channels_last_is_another_order_of_memory_and_the_same_values()
    {
        Tensor images = Ramp(1, 2, 2, 2);

        Tensor last = ChannelsLast.Of(images);

        Assert.Equal(images.ToArray<float>(), last.ToArray<float>());
        Assert.Equal([8L, 1, 4, 2], last.stride());
        Assert.Same(last, ChannelsLast.Of(last));
    }

    private static Tensor Ramp(params long[] shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, extent) => product * extent)).Select(i => (float)i)];
        return HostTensor.From<float>(values, shape);
    }

    private static void AssertRoundTrip<T>(ScalarType type, params T[] values) where T : unmanaged
    {
        Tensor tensor = HostTensor.From<T>(values, values.Length);
        Assert.Equal(type, tensor.dtype);
        Assert.Equal(values, tensor.ToArray<T>());
        Assert.Equal(values[..1], [tensor.HostSpan<T>()[0]]);
        Tensor other = empty([values.Length], type);
        other.CopyFrom<T>(values);
        Assert.Equal(values, other.ToArray<T>());
        Assert.Equal(type.SizeInBytes(), Unsafe.SizeOf<T>());
    }
}
