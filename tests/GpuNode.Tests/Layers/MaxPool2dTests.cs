using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Layers;

/// <summary>However it is carried out, pooling is the maximum over windows.</summary>
public sealed class MaxPool2dTests : SingleThreadedTorch
{
    [Theory]
    [InlineData(6, 28, 28, 2, 2, 0)]
    [InlineData(1, 7, 9, 2, 2, 0)] // The last row and column are in no window.
    [InlineData(3, 9, 12, 3, 3, 0)]
    [InlineData(15, 4, 2, 2, 2, 0)]
    [InlineData(16, 4, 4, 2, 2, 0)]
    [InlineData(5, 8, 8, 3, 2, 1)]
    [InlineData(70, 6, 6, 2, 2, 0)]
    public void Values_are_those_of_libtorch_with_gradients_and_without(
        int channels, int height, int width, int kernel, int stride, int padding)
    {
        using DisposeScope scope = NewDisposeScope();
        using MaxPool2d pool = new(kernel, stride, padding);
        Tensor input = randn(3, channels, height, width);
        float[] expected = nn.functional.max_pool2d(input, kernel, stride, padding).ToArray<float>();

        Tensor pooled = pool.call(input);
        Tensor learned = pool.call(input.detach().requires_grad_());

        Assert.Equal(expected, pooled.ToArray<float>());
        Assert.Equal(expected, learned.ToArray<float>());
        Assert.Equal(learned.shape, pooled.shape);
        Assert.Same(pooled, ChannelsLast.Of(pooled)); // No copy before the next convolution.
    }
}
