using Distillery.GpuNode.Optimizers;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Optimizers;

public sealed class OptimizerTests
{
    private const int Count = 50;
    private const int Steps = 20;
    private const double Rate = 0.05;

    [Theory]
    [InlineData(0.9, false, 0.0005)]
    [InlineData(0.9, true, 0.0005)]
    [InlineData(0, false, 0)]
    [InlineData(0.5, false, 0)]
    public void Sgd_follows_double_precision(double momentum, bool nesterov, double decay)
    {
        using IOptimizer optimizer = OptimizerFactory.Create(
            new OptimizerConfig { Name = OptimizerName.Sgd, Momentum = momentum, Nesterov = nesterov, WeightDecay = decay },
            Count, Devices.Cpu);
        double[] velocity = new double[Count];
        AssertFollows(optimizer, (weights, gradient, _) =>
            DoubleOptimizers.Sgd(weights, velocity, gradient, Rate, momentum, nesterov, decay));
        AssertClose(velocity, optimizer.State.Single(entry => entry.Name == "momentum").Tensor);
    }

    [Theory]
    [InlineData(0.01, 1e-8)]
    [InlineData(0, 1e-3)]
    public void AdamW_follows_double_precision(double decay, double epsilon)
    {
        using IOptimizer optimizer = OptimizerFactory.Create(
            new OptimizerConfig
            {
                Name = OptimizerName.AdamW, Beta1 = 0.9, Beta2 = 0.999, Epsilon = epsilon, WeightDecay = decay,
            },
            Count, Devices.Cpu);
        double[] mean = new double[Count], square = new double[Count];
        AssertFollows(optimizer, (weights, gradient, step) =>
            DoubleOptimizers.AdamW(weights, mean, square, gradient, step + 1, Rate, 0.9, 0.999, epsilon, decay));
        AssertClose(mean, optimizer.State.Single(entry => entry.Name == "mean").Tensor);
        AssertClose(square, optimizer.State.Single(entry => entry.Name == "square").Tensor);
    }

    [Fact]
    public void State_is_zero_from_the_start_and_its_names_are_those_of_checkpoints()
    {
        using Sgd sgd = new(3, 0.9, false, 0, Devices.Cpu);
        using AdamW adam = new(3, 0.9, 0.999, 1e-8, 0, Devices.Cpu);
        Assert.Equal(["momentum"], sgd.State.Select(entry => entry.Name));
        Assert.Equal(["mean", "square"], adam.State.Select(entry => entry.Name));
        Assert.All(sgd.State.Concat(adam.State), entry => Assert.Equal([0f, 0f, 0f], entry.Tensor.ToArray<float>()));
    }

    private static void AssertFollows(IOptimizer optimizer, Action<double[], double[], int> reference)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] expected = Random(Count, "weights");
        Tensor weights = HostTensor.From<float>(Singles(expected), Count);
        for (int step = 0; step < Steps; step++)
        {
            double[] gradient = Random(Count, $"gradient {step}");
            reference(expected, gradient, step);
            optimizer.Apply(weights, HostTensor.From<float>(Singles(gradient), Count), Rate, step);
        }
        AssertClose(expected, weights);
    }

    private static void AssertClose(double[] expected, Tensor actual)
    {
        float[] values = actual.ToArray<float>();
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[i], 5e-6 * largest);
    }

    private static double[] Random(int count, string name)
    {
        RandomStream stream = RandomStream.Named(seed: 3, name);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = (float)stream.NextGaussian();
        return values;
    }

    private static float[] Singles(double[] values) => Array.ConvertAll(values, value => (float)value);
}
