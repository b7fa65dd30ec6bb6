using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Models;

/// <summary>A forward and a backward pass of every architecture, on two small images of noise.</summary>
public sealed class NetworkTrainingPassTests : SingleThreadedTorch
{
    private const int Batch = 2;

    public static TheoryData<string> Names => [.. NetworkCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_gets_a_gradient_and_every_layer_records_its_statistics(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create(name);
        using FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        using FlatGradients gradients = network.AllocateGradients(Devices.Cpu);
        network.Bind(weights, gradients);
        network.State.Normalization = NormalizationMode.BatchRecorded;
        // ImageNet's networks halve five times: at 64 pixels the last features are 2×2.
        int side = ReferenceNetworks.IsImageNet(name) ? 64 : 32;

        Tensor logits = network.call(Noise(Batch, ReferenceNetworks.Channels(name), side, side));
        nn.functional.cross_entropy(logits, HostTensor.From<long>([1, 0], Batch)).backward();

        AssertAllMoved(gradients.Parameters, network.ParameterLayout);
        AssertAllMoved(gradients.Statistics, network.BufferLayout);
    }

    [Fact]
    public void Without_gradients_bound_nothing_is_recorded_for_backward()
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create("resnet8");
        using FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        network.Bind(weights);
        Assert.False(network.call(Noise(Batch, 3, 32, 32)).requires_grad);
    }

    private static void AssertAllMoved(Tensor flat, FlatLayout layout)
    {
        float[] values = flat.ToArray<float>();
        foreach (FlatEntry entry in layout.Entries)
        {
            float[] part = values[(int)entry.Offset..(int)(entry.Offset + entry.Count)];
            Assert.True(part.All(float.IsFinite), $"{entry.Name} is not finite");
            Assert.True(part.Any(value => value != 0), $"{entry.Name} is zero");
        }
    }

    private static Tensor Noise(params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, extent) => product * extent)];
        new Initializer.Normal(1).Fill(values, seed: 3, "noise");
        return HostTensor.From<float>(values, shape);
    }
}
