using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Parameters;

namespace Distillery.GpuNode.Tests.Optimizers;

public sealed class MovingAverageTests
{
    [Fact]
    public void It_starts_at_the_initial_weights_and_is_a_copy()
    {
        using FlatWeights weights = TinyWeights.Create([1, 2, 3], [4]);
        using MovingAverage average = new(weights, decay: 0.9);
        weights.Parameters.fill_(9);
        Assert.Equal([1f, 2, 3], average.Weights.Parameters.ToArray<float>());
        Assert.Equal([4f], average.Weights.Buffers.ToArray<float>());
    }

    [Fact]
    public void It_follows_parameters_and_statistics_with_a_decay_that_rises_to_the_configured_one()
    {
        using FlatWeights weights = TinyWeights.Create([1, 2, 3], [4]);
        using MovingAverage average = new(weights, decay: 0.5);
        double[] expected = [1, 2, 3, 4];
        for (int step = 0; step < 30; step++)
        {
            float[] now = [step, -step, step * step, 1];
            weights.Parameters.CopyFrom<float>(now.AsSpan(0, 3));
            weights.Buffers.CopyFrom<float>(now.AsSpan(3));
            average.Update(weights, step);
            // 1/10, 2/11, 3/12 … until it reaches the configured one half with 8/17 and 9/18.
            double decay = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            for (int i = 0; i < 4; i++) expected[i] = (decay * expected[i]) + ((1 - decay) * now[i]);
            AssertClose(expected, average.Weights);
        }
    }

    private static void AssertClose(double[] expected, FlatWeights actual)
    {
        float[] values = [.. actual.Parameters.ToArray<float>(), .. actual.Buffers.ToArray<float>()];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], values[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])));
    }
}
