namespace Distillery.Torch.Tests.Tensors;

public sealed class MemoryFormatTests : TorchTest
{
    [Fact]
    public void Channels_last_changes_strides_and_not_values()
    {
        using TensorScope scope = new();
        Tensor image = Ramp(1, 2, 3, 4, 5);

        Tensor last = image.Contiguous(MemoryFormat.ChannelsLast);

        Assert.Equal([60L, 20L, 5L, 1L], image.Strides.ToArray());
        Assert.Equal([60L, 1L, 15L, 3L], last.Strides.ToArray());
        Assert.Equal(image.Shape.ToArray(), last.Shape.ToArray());
        Assert.Equal(image.ToArray<float>(), last.ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => { last.HostSpan<float>(); });
    }

    [Fact]
    public void A_convolution_gives_the_same_in_both_orders_and_keeps_the_order()
    {
        using TensorScope scope = new();
        Tensor image = Pattern(1, 2, 8, 9, 7);
        Tensor weight = Pattern(2, 16, 8, 3, 3);
        Tensor bias = Pattern(3, 16);

        Tensor usual = Functional.Conv2d(image, weight, bias, [2, 1], [1, 1]);
        Tensor last = Functional.Conv2d(
            image.Contiguous(MemoryFormat.ChannelsLast), weight.Contiguous(MemoryFormat.ChannelsLast), bias,
            [2, 1], [1, 1]);

        Assert.Equal([2L, 16L, 5L, 7L], usual.Shape.ToArray());
        Assert.Equal(usual.Shape.ToArray(), last.Shape.ToArray());
        Assert.Equal(1L, last.Strides[1]);
        AssertClose(usual.ToArray<float>(), last.ToArray<float>(), 1e-5f);
    }

    [Fact]
    public void Making_contiguous_what_is_contiguous_copies_nothing()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(1, 3);

        tensor.Contiguous().ZeroInPlace();

        Assert.Equal([0f, 0f, 0f], tensor.ToArray<float>());
    }
}
