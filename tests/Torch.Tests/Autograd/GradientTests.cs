namespace Distillery.Torch.Tests.Autograd;

public sealed class GradientTests : TorchTest
{
    [Fact]
    public void The_gradient_of_x_exp_x_is_its_closed_form()
    {
        using TensorScope scope = new();
        float[] points = [-2f, -1f, 0f, 0.5f, 1f, 2f];
        Tensor x = Tensor.From<float>(points, 6);
        x.RequiresGrad = true;

        (x * x.Exp()).Sum().Backward();

        float[] expected = [.. points.Select(point => (1 + point) * MathF.Exp(point))];
        AssertClose(expected, x.Gradient!.ToArray<float>(), 1e-5f);
    }

    [Fact]
    public void A_factor_from_outside_and_a_retained_graph_add_up()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.From<float>([3f, 4f], 2);
        x.RequiresGrad = true;
        Tensor square = x * x;

        square.Backward(Tensor.From<float>([1f, 10f], 2), retainGraph: true);
        Assert.Equal([6f, 80f], x.Gradient!.ToArray<float>());
        square.Backward(Tensor.From<float>([1f, 0f], 2));
        Assert.Equal([12f, 80f], x.Gradient!.ToArray<float>());
    }

    [Fact]
    public void Gradients_accumulate_into_views_of_one_flat_tensor()
    {
        using TensorScope scope = new();
        Tensor flat = Ramp(1, 5);
        Tensor flatGradient = Ramp(0, 5);
        Tensor weight = flat.Narrow(0, 0, 4).View(2, 2);
        Tensor bias = flat.Narrow(0, 4, 1);
        foreach ((Tensor leaf, Tensor gradient) in new[]
        {
            (weight, flatGradient.Narrow(0, 0, 4).View(2, 2)), (bias, flatGradient.Narrow(0, 4, 1)),
        })
        {
            leaf.RequiresGrad = true;
            leaf.Gradient = gradient;
        }

        for (int round = 1; round <= 3; round++)
        {
            (weight * weight + bias).Sum().Backward();
            Assert.Equal([0f, 2f * round, 4f * round, 6f * round, 4f * round], flatGradient.ToArray<float>());
        }

        flatGradient.ZeroInPlace();
        Assert.Equal([0f, 0f, 0f, 0f], weight.Gradient!.ToArray<float>());
    }

    [Fact]
    public void A_gradient_can_be_cleared_and_an_unused_leaf_has_none()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.From<float>([3f], 1);
        x.RequiresGrad = true;
        Assert.Null(x.Gradient);

        (x * x).Backward();
        Assert.Equal(6f, x.Gradient!.Item<float>());
        x.Gradient = null;

        Assert.Null(x.Gradient);
    }

    [Fact]
    public void A_gradient_that_does_not_fit_is_refused()
    {
        using TensorScope scope = new();
        Tensor x = Ramp(1, 2, 3);
        x.RequiresGrad = true;

        TorchException error = Assert.Throws<TorchException>(() => x.Gradient = Ramp(1, 3, 3));

        Assert.Contains("[3, 3] does not fit a tensor of CPUFloatType[2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => x.Gradient = Ramp(1, 1, 3)); // It could be broadcast.
        Assert.Throws<TorchException>(() => x.Gradient = Tensor.Empty([2, 3], ScalarType.Float64));
        Assert.Null(x.Gradient);
    }

    [Fact]
    public void Backward_says_why_it_cannot()
    {
        using TensorScope scope = new();
        Tensor x = Ramp(1, 2);

        AssertContains("does not require grad", Assert.Throws<TorchException>(() => x.Sum().Backward()));
        x.RequiresGrad = true;
        AssertContains("scalar outputs", Assert.Throws<TorchException>(() => (x * x).Backward()));
        Tensor sum = (x * x).Sum();
        sum.Backward();
        AssertContains("second time", Assert.Throws<TorchException>(() => sum.Backward()));
        Assert.Throws<TorchException>(() => sum.RequiresGrad = false);
        Assert.Throws<TorchException>(() => Tensor.Empty([2], ScalarType.Int64).RequiresGrad = true);
    }

    [Fact]
    public void A_disposed_gradient_is_refused()
    {
        using Tensor x = Ramp(1, 2);
        Tensor gradient = Ramp(1, 2);
        gradient.Dispose();

        Assert.Throws<ObjectDisposedException>(() => x.Gradient = gradient);
        Assert.Throws<ObjectDisposedException>(() => x.Backward(gradient));
        Assert.Throws<ObjectDisposedException>(() => gradient.Backward());
    }

    [Fact]
    public void The_graph_holds_what_it_needs_after_the_handles_are_gone()
    {
        using Tensor x = Tensor.From<float>([2f], 1);
        x.RequiresGrad = true;
        using Tensor factor = Tensor.From<float>([5f], 1);
        Tensor product;
        using (TensorScope scope = new()) product = scope.Keep(factor.Clone() * x.Exp());

        product.Backward();

        product.Dispose();
        using Tensor gradient = x.Gradient!;
        Assert.Equal(5 * MathF.Exp(2), gradient.Item<float>(), 1e-3f);
    }
}
