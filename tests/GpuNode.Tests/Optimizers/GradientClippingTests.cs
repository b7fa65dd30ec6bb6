using Distillery.GpuNode.Optimizers;
using Distillery.Shared.Seeds;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Optimizers;

public sealed class GradientClippingTests
{
    [Fact]
    public void A_longer_gradient_is_scaled_to_the_largest_norm()
    {
        using Tensor gradient = HostTensor.From<float>([3, -4, 0, 12], 4);
        using Tensor scaled = GradientClipping.Apply(gradient, largestNorm: 6.5);
        Assert.Equal(13, GradientClipping.Norm(gradient), 1e-5);
        Assert.Equal([3f, -4, 0, 12], gradient.ToArray<float>());
        float[] expected = [1.5f, -2, 0, 6];
        float[] actual = scaled.ToArray<float>();
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }

    [Fact]
    public void A_shorter_gradient_keeps_its_bits()
    {
        float[] values = [0.3f, -0.4f];
        using Tensor gradient = HostTensor.From<float>(values, 2);
        Assert.Same(gradient, GradientClipping.Apply(gradient, largestNorm: 0.6));
        Assert.Equal(0.5, GradientClipping.Norm(gradient), 1e-6);
    }

    [Fact]
    public void A_gradient_of_zeros_stays()
    {
        using Tensor gradient = HostTensor.From<float>([0, 0], 2);
        Assert.Equal(0, GradientClipping.Norm(gradient));
        Assert.Same(gradient, GradientClipping.Apply(gradient, largestNorm: 1));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300_007)]
    public void The_norm_is_that_of_double_precision(int count)
    {
        float[] values = new float[count];
        RandomStream stream = RandomStream.Named(seed: 4, "gradient");
        for (int i = 0; i < count; i++) values[i] = (float)stream.NextGaussian();
        double expected = Math.Sqrt(values.Sum(value => (double)value * value));
        using Tensor gradient = HostTensor.From<float>(values, count);
        using Tensor scaled = GradientClipping.Apply(gradient, largestNorm: 1);
        Assert.Equal(expected, GradientClipping.Norm(gradient), 1e-5 * expected);
        Assert.Equal(1, scaled.ToArray<float>().Sum(value => (double)value * value), 2e-5);
    }
}
