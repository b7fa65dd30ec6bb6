namespace Distillery.Torch.Tests.Autograd;

public sealed class NoGradTests : TorchTest
{
    [Fact]
    public void Nothing_is_recorded_while_it_is_open_and_it_nests()
    {
        using TensorScope scope = new();
        Tensor x = Ramp(1, 2);
        x.RequiresGrad = true;

        using (NoGrad.Begin())
        {
            Assert.False((x * x).RequiresGrad);
            using (NoGrad.Begin()) Assert.False((x * x).RequiresGrad);
            Assert.False((x * x).RequiresGrad);
        }

        Assert.True((x * x).RequiresGrad);
    }

    [Fact]
    public void It_concerns_its_own_thread_alone()
    {
        using TensorScope scope = new();
        Tensor x = Ramp(1, 2);
        x.RequiresGrad = true;
        bool recordedElsewhere = false;

        using (NoGrad.Begin())
        {
            Thread thread = new(() =>
            {
                using Tensor product = x * x;
                recordedElsewhere = product.RequiresGrad;
            });
            thread.Start();
            thread.Join();
        }

        Assert.True(recordedElsewhere);
    }

    [Fact]
    public void A_leaf_can_be_changed_in_place_while_it_is_open_and_not_otherwise()
    {
        using Tensor x = Ramp(1, 2);
        x.RequiresGrad = true;

        Assert.Throws<TorchException>(() => x.MultiplyInPlace(2));
        using (NoGrad.Begin()) x.MultiplyInPlace(2);

        Assert.Equal([0f, 2f], x.ToArray<float>());
        Assert.True(x.RequiresGrad);
    }
}
