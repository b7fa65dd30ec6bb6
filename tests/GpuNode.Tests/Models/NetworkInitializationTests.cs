using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Models;

/// <summary>The spread of initial weights, against the rules of the papers and of the public implementations.</summary>
public sealed class NetworkInitializationTests : SingleThreadedTorch
{
    // Of several thousand draws the standard deviation is known to within three percent.
    private const double Tolerance = 0.05;

    [Theory]
    [InlineData("resnet56", "layer3.4.conv2.weight", 2.0 / (9 * 64))]
    [InlineData("resnet32x4", "layer2.0.downsample.0.weight", 2.0 / 128)]
    [InlineData("wrn-40-2", "block3.layer.0.conv1.weight", 2.0 / (9 * 128))]
    [InlineData("wrn-40-2", "block3.layer.0.convShortcut.weight", 2.0 / 128)]
    [InlineData("vgg8", "block2.0.weight", 2.0 / (9 * 256))]
    [InlineData("vgg8", "classifier.weight", 1e-4)]
    [InlineData("mobilenetv2", "blocks.6.0.conv.3.weight", 2.0 / (9 * 480))] // of 480 groups, yet over all channels
    [InlineData("mobilenetv2", "classifier.0.weight", 1e-4)]
    [InlineData("shufflenetv1", "layer2.1.conv1.weight", 1.0 / (3 * 160))] // uniform: a third of the bound's square
    [InlineData("shufflenetv2", "conv2.weight", 1.0 / (3 * 464))]
    [InlineData("resnet50-cifar", "layer1.0.conv3.weight", 2.0 / 256)]
    [InlineData("resnet18", "conv1.weight", 2.0 / (49 * 64))]
    [InlineData("resnet18", "fc.weight", 1.0 / (3 * 512))]
    public void Weights_spread_as_the_rule_says(string architecture, string parameter, double variance)
    {
        double[] values = Initial(architecture, parameter);
        double expected = Math.Sqrt(variance);
        double actual = Math.Sqrt(values.Average(value => value * value));
        Assert.InRange(actual, (1 - Tolerance) * expected, (1 + Tolerance) * expected);
        Assert.InRange(values.Average(), -Tolerance * expected, Tolerance * expected);
    }

    [Theory]
    [InlineData("wrn-16-2", "fc.bias")]
    [InlineData("vgg13", "block1.3.bias")]
    [InlineData("vgg13", "classifier.bias")]
    [InlineData("mobilenetv2", "classifier.0.bias")]
    public void These_biases_start_at_zero(string architecture, string parameter) =>
        Assert.All(Initial(architecture, parameter), value => Assert.Equal(0, value));

    [Fact]
    public void The_seed_decides_all_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create("wrn-16-1");
        using FlatWeights first = network.CreateWeights(seed: 1, Devices.Cpu);
        using FlatWeights again = network.CreateWeights(seed: 1, Devices.Cpu);
        using FlatWeights other = network.CreateWeights(seed: 2, Devices.Cpu);
        Assert.Equal(first.Parameters.ToArray<float>(), again.Parameters.ToArray<float>());
        Assert.NotEqual(first.Parameters.ToArray<float>(), other.Parameters.ToArray<float>());
    }

    private static double[] Initial(string architecture, string parameter)
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create(architecture);
        using FlatWeights weights = network.CreateWeights(seed: 11, Devices.Cpu);
        FlatEntry entry = network.ParameterLayout[parameter];
        return weights.Parameters.narrow(0, entry.Offset, entry.Count).to(ScalarType.Float64).ToArray<double>();
    }
}
