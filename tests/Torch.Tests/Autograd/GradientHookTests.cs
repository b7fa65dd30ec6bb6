namespace Distillery.Torch.Tests.Autograd;

public sealed class GradientHookTests : TorchTest
{
    [Fact]
    public void A_hook_sees_the_finished_gradient_and_is_called_at_every_backward()
    {
        using Tensor leaf = Ramp(1, 3);
        leaf.RequiresGrad = true;
        using Tensor gradient = Ramp(0, 3);
        leaf.Gradient = gradient;
        List<float[]> seen = [];
        using (GradientHook hook = new(leaf, () => seen.Add(gradient.ToArray<float>())))
        {
            Backward(leaf);
            Backward(leaf);
        }
        Backward(leaf);
        Assert.Equal([[2f, 2f, 2f], [4f, 4f, 4f]], seen);
        Assert.Equal([6f, 6f, 6f], gradient.ToArray<float>());
    }

    [Fact]
    public void A_leaf_that_is_used_twice_is_told_of_once()
    {
        using Tensor leaf = Ramp(1, 2);
        leaf.RequiresGrad = true;
        int calls = 0;
        using GradientHook hook = new(leaf, () => calls++);
        using (TensorScope scope = new())
        {
            (leaf * leaf).Sum().Backward();
        }
        using Tensor? gradient = leaf.Gradient;
        Assert.Equal(1, calls);
        Assert.Equal([0f, 2f], gradient!.ToArray<float>());
    }

    [Fact]
    public void The_last_layer_is_told_of_first()
    {
        using Tensor first = Ramp(1, 2);
        using Tensor last = Ramp(1, 2);
        (first.RequiresGrad, last.RequiresGrad) = (true, true);
        List<string> order = [];
        using GradientHook firstHook = new(first, () => order.Add("first"));
        using GradientHook lastHook = new(last, () => order.Add("last"));
        using (TensorScope scope = new())
        {
            ((first * 3).Exp() * last).Sum().Backward();
        }
        Assert.Equal(["last", "first"], order);
        first.Gradient = null;
        last.Gradient = null;
    }

    [Fact]
    public void Other_tensors_are_refused()
    {
        using Tensor constant = Ramp(1, 2);
        Assert.Throws<TorchException>(() => new GradientHook(constant, () => { }));
        constant.RequiresGrad = true;
        using Tensor result = constant * 2;
        Assert.Throws<TorchException>(() => new GradientHook(result, () => { }));
    }

    private static void Backward(Tensor leaf)
    {
        using TensorScope scope = new();
        (leaf * 2).Sum().Backward();
    }
}
