namespace Distillery.Torch.Tests.Tensors;

public sealed class TensorMemoryTests : TorchTest
{
    [Fact]
    public void Every_type_of_dotnet_goes_in_and_comes_out()
    {
        AssertRoundTrip<float>(ScalarType.Float32, 1.5f, float.NegativeInfinity);
        AssertRoundTrip<double>(ScalarType.Float64, Math.PI, -0.0);
        AssertRoundTrip<long>(ScalarType.Int64, long.MinValue, 7);
        AssertRoundTrip<int>(ScalarType.Int32, int.MaxValue, -7);
        AssertRoundTrip<short>(ScalarType.Int16, short.MinValue, 7);
        AssertRoundTrip<sbyte>(ScalarType.Int8, sbyte.MinValue, 7);
        AssertRoundTrip<byte>(ScalarType.UInt8, 255, 7);
        AssertRoundTrip<bool>(ScalarType.Bool, true, false);
        AssertRoundTrip<Half>(ScalarType.Float16, (Half)0.5, Half.MaxValue);
    }

    [Fact]
    public void A_type_that_libtorch_has_not_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Tensor.From<char>(['a'], 1));
        Assert.Throws<ArgumentException>(() => Tensor.Share<char>(new char[1], 1));
    }

    [Fact]
    public void Another_type_than_the_tensor_has_is_refused_with_its_shape()
    {
        using Tensor tensor = Ramp(1, 2, 3);

        TorchException error = Assert.Throws<TorchException>(() => tensor.ToArray<double>());

        Assert.Equal("Float32[2, 3] cannot be copied from or to elements of Double", error.Message);
        Assert.Throws<TorchException>(() => tensor.CopyFrom<long>(new long[6]));
    }

    [Fact]
    public void A_destination_too_small_and_a_source_of_another_size_are_refused()
    {
        using Tensor tensor = Ramp(1, 2, 3);

        TorchException tooSmall = Assert.Throws<TorchException>(() => tensor.CopyTo<float>(new float[5]));
        TorchException tooLong = Assert.Throws<TorchException>(() => tensor.CopyFrom<float>(new float[7]));

        Assert.Contains("the tensor holds 24 bytes, the destination 20", tooSmall.Message, StringComparison.Ordinal);
        Assert.Contains("the tensor holds 24 bytes, the source 28", tooLong.Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => Tensor.From<float>([1f, 2f], 3));
        Assert.Throws<TorchException>(() => tensor.Item<float>());
    }

    [Fact]
    public void A_source_that_is_not_contiguous_is_copied_in_the_order_of_its_shape()
    {
        using TensorScope scope = new();
        Tensor transposed = Ramp(1, 2, 3).Transpose(0, 1);

        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], transposed.ToArray<float>());
    }

    [Fact]
    public void A_destination_that_is_not_contiguous_is_filled_in_the_order_of_its_shape()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(0, 2, 3);

        tensor.Transpose(0, 1).CopyFrom<float>([1f, 2f, 3f, 4f, 5f, 6f]);

        Assert.Equal([1f, 3f, 5f, 2f, 4f, 6f], tensor.ToArray<float>());
    }

    [Fact]
    public void A_leaf_that_is_recorded_can_be_filled_and_read()
    {
        using Tensor leaf = Ramp(1, 2);
        leaf.RequiresGrad = true;

        leaf.CopyFrom<float>([4f, 5f]);

        Assert.Equal([4f, 5f], leaf.ToArray<float>());
        Assert.True(leaf.RequiresGrad);
    }

    [Fact]
    public void The_host_span_is_the_memory_itself()
    {
        using Tensor tensor = Ramp(1, 4);
        using Tensor view = tensor.Narrow(0, 1, 2);

        view.HostSpan<float>()[1] = 42;

        Assert.Equal([0f, 1f, 42f, 3f], tensor.ToArray<float>());
        Assert.Equal(2, view.HostSpan<float>().Length);
    }

    [Fact]
    public void No_host_span_is_given_for_another_type_or_layout()
    {
        using Tensor tensor = Ramp(1, 2, 3);
        using Tensor transposed = tensor.Transpose(0, 1);

        Assert.Throws<InvalidOperationException>(() => { transposed.HostSpan<float>(); });
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => { tensor.HostSpan<int>(); });
        Assert.Equal("Float32[2, 3] is not contiguous host memory of Int32", error.Message);
    }

    [Fact]
    public void Bfloat16_is_rounded_to_the_nearest_even_and_its_bytes_can_be_had_and_set()
    {
        using TensorScope scope = new();
        Tensor floats = Tensor.From<float>([1f, -2.5f, 1 + 1f / 256, 1 + 3f / 256, MathF.PI], 5);

        Tensor narrow = floats.To(ScalarType.BFloat16);
        byte[] bytes = new byte[10];
        narrow.CopyBytesTo(bytes);

        Assert.Equal(ScalarType.BFloat16, narrow.Type);
        Assert.Equal([0x80, 0x3f, 0x20, 0xc0, 0x80, 0x3f, 0x82, 0x3f, 0x49, 0x40], bytes);
        Tensor filled = Tensor.Empty([5], ScalarType.BFloat16);
        filled.CopyBytesFrom(bytes);
        Assert.Equal([1f, -2.5f, 1f, 1.015625f, 3.140625f], filled.To(ScalarType.Float32).ToArray<float>());
        Assert.Throws<TorchException>(() => filled.CopyBytesTo(new byte[9]));
    }

    [Fact]
    public void An_empty_tensor_and_a_scalar_are_tensors_too()
    {
        using Tensor empty = Tensor.From<float>([], 0, 3);
        using Tensor scalar = Tensor.From<float>([7f]);

        Assert.Empty(empty.ToArray<float>());
        Assert.Equal("Float32[0, 3]", empty.ToString());
        Assert.Equal((0, 1L, 7f), (scalar.Rank, scalar.Count, scalar.Item<float>()));
    }

    [Fact]
    public void An_alias_lives_on_its_own()
    {
        Tensor tensor = Ramp(1, 2);
        using Tensor alias = tensor.Alias();
        tensor.Dispose();

        Assert.Equal([0f, 1f], alias.ToArray<float>());
    }

    private static void AssertRoundTrip<T>(ScalarType type, params T[] values) where T : unmanaged
    {
        using Tensor tensor = Tensor.From<T>(values, values.Length);
        Assert.Equal(type, tensor.Type);
        Assert.Equal(values, tensor.ToArray<T>());
        Assert.Equal(values[..1], [tensor.HostSpan<T>()[0]]);
        using Tensor other = Tensor.Empty([values.Length], type);
        other.CopyFrom<T>(values);
        Assert.Equal(values, other.ToArray<T>());
        Assert.Equal(type.SizeInBytes(), System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
    }
}
