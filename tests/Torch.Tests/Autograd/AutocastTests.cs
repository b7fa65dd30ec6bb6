using Distillery.Torch.Interop;

namespace Distillery.Torch.Tests.Autograd;

public sealed class AutocastTests : TorchTest
{
    [Fact]
    public void A_convolution_under_autocast_is_computed_in_bfloat16()
    {
        using TensorScope scope = new();
        Tensor image = Pattern(1, 1, 3, 8, 8);
        Tensor weight = Pattern(2, 4, 3, 3, 3);
        Tensor exact = Functional.Conv2d(image, weight, null, [1, 1], [1, 1]);
        Tensor narrow;

        using (Autocast.Begin(DeviceType.Cpu, ScalarType.BFloat16))
            narrow = Functional.Conv2d(image, weight, null, [1, 1], [1, 1]);

        Assert.Equal(ScalarType.BFloat16, narrow.Type);
        AssertClose(exact.ToArray<float>(), narrow.To(ScalarType.Float32).ToArray<float>(), 0.05f);
        Assert.Equal(ScalarType.Float32, Functional.Conv2d(image, weight, null, [1, 1], [1, 1]).Type);
    }

    [Fact]
    public void The_gradient_of_a_float_weight_is_float()
    {
        using TensorScope scope = new();
        Tensor image = Pattern(1, 1, 3, 8, 8);
        Tensor weight = Pattern(2, 4, 3, 3, 3);
        weight.RequiresGrad = true;
        using (Autocast.Begin(DeviceType.Cpu, ScalarType.BFloat16))
            Functional.Conv2d(image, weight, null, [1, 1], [1, 1]).To(ScalarType.Float32).Sum().Backward();

        Assert.Equal(ScalarType.Float32, weight.Gradient!.Type);
    }

    [Fact]
    public void An_inner_autocast_gives_switch_and_type_of_the_outer_one_back()
    {
        using (Autocast.Begin(DeviceType.Cuda, ScalarType.Float16))
        {
            using (Autocast.Begin(DeviceType.Cuda, ScalarType.BFloat16)) { }
            Assert.Equal((true, ScalarType.Float16), Native.SetAutocast(DeviceType.Cuda, true, ScalarType.Float16));
        }

        Assert.False(Native.SetAutocast(DeviceType.Cuda, false, ScalarType.Float16).Enabled);
    }

    [Fact]
    public void It_stays_on_when_an_inner_one_ends()
    {
        using Tensor square = Pattern(1, 4, 4);
        using (Autocast.Begin(DeviceType.Cpu, ScalarType.BFloat16))
        {
            using (Autocast.Begin(DeviceType.Cpu, ScalarType.BFloat16)) { }
            Assert.Equal(ScalarType.BFloat16, TypeOfProduct(square));
        }

        Assert.Equal(ScalarType.Float32, TypeOfProduct(square));
    }

    [Fact]
    public void A_type_that_libtorch_refuses_switches_nothing_on()
    {
        using Tensor square = Pattern(1, 4, 4);

        // Which types are refused differs between versions of libtorch; 1.13 takes BFloat16 alone.
        Exception? error = Record.Exception(() => Autocast.Begin(DeviceType.Cpu, ScalarType.Int64).Dispose());

        Assert.True(error is null or TorchException);
        Assert.Equal(ScalarType.Float32, TypeOfProduct(square));
    }

    private static ScalarType TypeOfProduct(Tensor square)
    {
        using Tensor product = Functional.Linear(square, square, null);
        return product.Type;
    }
}
