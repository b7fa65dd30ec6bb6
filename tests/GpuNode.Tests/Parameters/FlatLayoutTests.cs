using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Parameters;

public sealed class FlatLayoutTests
{
    private static readonly FlatLayout Layout = new(
        [("weight", [2, 3, 4]), ("scale", []), ("bias", [5])]);

    [Fact]
    public void Entries_lie_one_after_the_other_in_the_order_of_declaration()
    {
        Assert.Equal(30, Layout.Count);
        Assert.Equal(["weight", "scale", "bias"], Layout.Entries.Select(entry => entry.Name));
        Assert.Equal([0L, 24, 25], Layout.Entries.Select(entry => entry.Offset));
        Assert.Equal([24L, 1, 5], Layout.Entries.Select(entry => entry.Count));
        Assert.Equal([2L, 3, 4], Layout["weight"].Shape);
    }

    [Fact]
    public void An_unknown_name_has_no_place() => Assert.Throws<KeyNotFoundException>(() => Layout["missing"]);

    [Fact]
    public void A_name_stands_once() => Assert.Throws<ArgumentException>(
        () => new FlatLayout([("a", [1]), ("a", [2])]));

    [Fact]
    public void Weights_and_gradients_start_at_zero_and_the_parts_of_a_gradient_share_its_memory()
    {
        using FlatWeights weights = new(TinyWeights.Parameters(3), TinyWeights.Buffers(2), Devices.Cpu);
        using FlatGradients gradients = new(TinyWeights.Parameters(3), TinyWeights.Buffers(2), Devices.Cpu);
        Assert.Equal(new float[3], weights.Parameters.ToArray<float>());
        Assert.Equal(new float[5], gradients.All.ToArray<float>());

        gradients.Parameters.fill_(1);
        gradients.Statistics.fill_(2);

        Assert.Equal([1f, 1, 1, 2, 2], gradients.All.ToArray<float>());
    }
}
