using System.Runtime.InteropServices;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Models;

/// <summary>Gradients are told complete while backward goes on, and are so by then.</summary>
public sealed class GradientStagesTests : SingleThreadedTorch
{
    public static TheoryData<string> Names => [.. NetworkCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_told_complete_stays_as_it_is(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create(name);
        using FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        using FlatGradients gradients = network.AllocateGradients(Devices.Cpu);
        network.Bind(weights, gradients);
        network.State.Normalization = NormalizationMode.BatchRecorded;
        Dictionary<FlatEntry, byte[]> told = [];
        network.HookGradients(entry => told.Add(entry, BytesOf(gradients, entry))); // Adding one twice would end the process.
        int side = ReferenceNetworks.IsImageNet(name) ? 64 : 32;
        Tensor images = randn(2, ReferenceNetworks.Channels(name), side, side);

        for (int pass = 0; pass < 2; pass++)
        {
            told.Clear();
            gradients.All.zero_();
            nn.functional.cross_entropy(network.call(images), HostTensor.From<long>([1, 0], 2)).backward();

            Assert.All(told, pair => Assert.Equal(BytesOf(gradients, pair.Key), pair.Value));
            Assert.Equal(network.ParameterLayout.Entries.TakeLast(told.Count), told.Keys.OrderBy(entry => entry.Offset));
            // Before the first stage there is the stem alone, or less.
            long untold = network.ParameterLayout.Count - told.Keys.Sum(entry => entry.Count);
            Assert.InRange(untold, 0, network.ParameterLayout.Count / 20);
        }
    }

    [Fact]
    public void A_pass_without_gradients_tells_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create("resnet8");
        using FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        network.Bind(weights, null);
        int told = 0;
        network.HookGradients(_ => told++);
        Assert.False(network.call(zeros(2, 3, 32, 32)).requires_grad);
        Assert.Equal(0, told);
    }

    [Fact]
    public void A_pass_that_broke_off_does_not_disturb_the_next()
    {
        FlatLayout layout = new([("a", [1]), ("b", [1]), ("c", [1])]);
        List<string> told = [];
        GradientStages stages = new(layout.Entries, entry => told.Add(entry.Name));
        stages.Reach(2);
        stages.Reach(2); // Another pass has come as far as the one that broke off.
        stages.Reach(1);
        Assert.Equal(["c", "c", "b"], told);
    }

    private static byte[] BytesOf(FlatGradients gradients, FlatEntry entry) => MemoryMarshal.AsBytes(
        gradients.Parameters.HostSpan<float>().Slice((int)entry.Offset, (int)entry.Count)).ToArray();
}
