using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Models;

/// <summary>Multiply-accumulates for one image of 32×32 pixels, or 224×224 for ImageNet's networks.</summary>
public sealed class NetworkMacsTests : SingleThreadedTorch
{
    [Theory]
    [InlineData("wrn-40-2", 327.61)]
    [InlineData("wrn-16-2", 101.12)]
    [InlineData("wrn-40-1", 83.29)]
    [InlineData("resnet56", 125.75)]
    [InlineData("resnet20", 40.82)]
    [InlineData("resnet8", 12.51)]
    [InlineData("resnet32x4", 1083.04)]
    [InlineData("resnet8x4", 177.07)]
    [InlineData("vgg13", 284.94)]
    [InlineData("vgg16", 398.18)]
    [InlineData("vgg8", 96.19)]
    [InlineData("resnet50-cifar", 1298.01)]
    [InlineData("mobilenetv2", 6.52)]
    [InlineData("shufflenetv1", 38.69)]
    [InlineData("shufflenetv2", 44.50)]
    [InlineData("resnet18", 1814)]
    [InlineData("resnet34", 3664)]
    [InlineData("resnet50", 4089)]
    public void The_counted_millions_are_within_one_percent_of_the_known_ones(string name, double millions)
    {
        using Network network = ReferenceNetworks.Create(name);
        using FlatWeights weights = network.AllocateWeights(Devices.Cpu);
        network.Bind(weights);
        long side = ReferenceNetworks.IsImageNet(name) ? 224 : 32;

        long macs = network.CountMacs([ReferenceNetworks.Channels(name), side, side], Devices.Cpu);

        Assert.InRange(macs / 1e6, 0.99 * millions, 1.01 * millions);
    }

    [Fact]
    public void Counting_ends_with_the_pass_that_counts()
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create("lenet5");
        using FlatWeights weights = network.AllocateWeights(Devices.Cpu);
        network.Bind(weights);
        // conv1 28²·6·25, conv2 10²·16·6·25, then the three linear layers.
        const long expected = 117_600 + 240_000 + 48_000 + 10_080 + 840;

        Assert.Equal(expected, network.CountMacs([1, 32, 32], Devices.Cpu));
        Assert.Null(network.State.Observer);
        Assert.Equal(expected, network.CountMacs([1, 32, 32], Devices.Cpu));
    }
}
