using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Tensors;

[Collection(AloneCollection.Name)]
public sealed class GradientMarkerTests : SingleThreadedTorch, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor[] _weights = [.. Enumerable.Range(1, 4).Select(i => HostTensor.From<float>([i, i], 2).requires_grad_())];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Each_marker_sees_the_gradients_behind_it_and_no_other()
    {
        List<string> seen = [];
        Chain(marker => seen.Add($"{marker}:{string.Concat(_weights.Select(weight => weight.grad is null ? '-' : 'x'))}")).backward();
        Assert.Equal(["3:---x", "2:--xx", "1:-xxx"], seen);
        Assert.All(_weights, weight => Assert.NotNull(weight.grad));
    }

    [Fact]
    public void Values_and_gradients_are_those_without_markers()
    {
        Tensor marked = Chain(_ => { });
        marked.backward();
        float[][] gradients = [.. _weights.Select(weight => weight.grad!.ToArray<float>())];
        foreach (Tensor weight in _weights) weight.grad = null;
        Tensor plain = _weights.Aggregate(ones([2], ScalarType.Float32), (product, weight) => (product * weight).exp().log()).sum();
        plain.backward();

        Assert.Equal(plain.item<float>(), marked.item<float>());
        Assert.Equal(_weights.Select(weight => weight.grad!.ToArray<float>()), gradients);
    }

    [Fact]
    public void A_marked_tensor_that_branches_is_told_of_once_when_all_branches_have_come_back()
    {
        int calls = 0;
        Tensor input = GradientMarker.Apply(_weights[0].alias(), () => calls++);
        ((input * _weights[1]) + (input * _weights[2]) + input).sum().backward();
        Assert.Equal(1, calls);
        Assert.Equal([6f, 6f], _weights[0].grad!.ToArray<float>());
    }

    [Fact]
    public void Nothing_is_inserted_where_nothing_is_recorded()
    {
        Tensor constant = HostTensor.From<float>([1f], 1);
        Assert.Same(constant, GradientMarker.Apply(constant, () => Assert.Fail("told of nothing")));
        using IDisposable guard = no_grad();
        Assert.Same(_weights[0], GradientMarker.Apply(_weights[0], () => Assert.Fail("told of nothing")));
    }

    [Fact]
    public void What_is_forgotten_or_run_twice_is_freed()
    {
        Warm();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 1000; i++) Warm();
        Assert.Equal(before, Tensor.TotalCount);
    }

    private void Warm()
    {
        using DisposeScope scope = NewDisposeScope();
        Chain(_ => { }); // Forgotten before backward.
        Chain(_ => { }).backward();
        foreach (Tensor weight in _weights) weight.grad!.zero_();
    }

    private Tensor Chain(Action<int> reached)
    {
        Tensor value = ones([2], ScalarType.Float32);
        for (int i = 0; i < _weights.Length; i++)
        {
            int marker = i;
            value = (GradientMarker.Apply(value, () => reached(marker)) * _weights[i]).exp().log();
        }
        return value.sum();
    }
}
