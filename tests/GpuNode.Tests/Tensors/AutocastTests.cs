using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Tensors;

public sealed class AutocastTests : SingleThreadedTorch, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _square = HostTensor.From<float>([.. Enumerable.Range(0, 16).Select(i => i / 8f)], 4, 4);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_product_under_autocast_is_computed_in_bfloat16_and_its_gradient_is_that_of_the_weight()
    {
        Tensor weight = _square.clone().requires_grad_();
        using (Autocast.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            Tensor product = nn.functional.linear(_square, weight);
            Assert.Equal(ScalarType.BFloat16, product.dtype);
            product.to(ScalarType.Float32).sum().backward();
        }
        Assert.Equal(ScalarType.Float32, weight.grad!.dtype);
        Assert.Equal(ScalarType.Float32, TypeOfProduct());
    }

    [Fact]
    public void An_inner_autocast_gives_switch_and_type_of_the_outer_one_back()
    {
        using (Autocast.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (Autocast.Begin(DeviceType.CPU, ScalarType.Float16)) Assert.Equal(ScalarType.Float16, TypeOfProduct());
            Assert.Equal(ScalarType.BFloat16, TypeOfProduct());
        }
        Assert.Equal(ScalarType.Float32, TypeOfProduct());
    }

    [Fact]
    public void A_type_that_libtorch_would_end_the_process_for_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Autocast.Begin(DeviceType.CPU, ScalarType.Int64).Dispose());
        Assert.Throws<ArgumentException>(() => Autocast.Begin(DeviceType.META, ScalarType.BFloat16).Dispose());
        Assert.Equal(ScalarType.Float32, TypeOfProduct());
    }

    private ScalarType TypeOfProduct() => nn.functional.linear(_square, _square).dtype;
}
