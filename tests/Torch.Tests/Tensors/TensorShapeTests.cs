namespace Distillery.Torch.Tests.Tensors;

public sealed class TensorShapeTests : TorchTest
{
    [Fact]
    public void Metadata_is_the_one_of_libtorch()
    {
        using Tensor tensor = Tensor.Empty([2, 3, 4], ScalarType.Int64);

        Assert.Equal([2L, 3L, 4L], tensor.Shape.ToArray());
        Assert.Equal([12L, 4L, 1L], tensor.Strides.ToArray());
        Assert.Equal((3, 24L, ScalarType.Int64, Device.Cpu), (tensor.Rank, tensor.Count, tensor.Type, tensor.Device));
        Assert.Equal("Int64[2, 3, 4]", tensor.ToString());
    }

    [Fact]
    public void Views_share_memory()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(0, 2, 3);

        tensor.View(6).Narrow(0, 1, 2).FillInPlace(5);
        tensor.Permute(1, 0).Flatten(1).Narrow(0, 2, 1).FillInPlace(7);
        tensor.Detach().Narrow(0, 1, 1).Narrow(1, 0, 1).FillInPlace(9);

        Assert.Equal([0f, 5f, 7f, 9f, 0f, 7f], tensor.ToArray<float>());
    }

    [Fact]
    public void A_shared_tensor_has_the_same_memory_and_its_changes_do_not_disturb_autograd()
    {
        using TensorScope scope = new();
        Tensor x = Tensor.From<float>([3f], 1);
        x.RequiresGrad = true;
        Tensor square = x * x;

        x.Share().AddInPlace(1);

        square.Backward();
        Assert.Equal(4f, x.Item<float>());
        Assert.Equal(8f, x.Gradient!.Item<float>());
    }

    [Fact]
    public void A_step_towards_another_tensor_has_a_weight_for_each_entry()
    {
        using TensorScope scope = new();
        Tensor moved = Ramp(1, 3).Lerp(Ramp(11, 3), Tensor.From<float>([0f, 0.5f, 1f], 3));
        Assert.Equal([0f, 6f, 22f], moved.ToArray<float>());
    }

    [Fact]
    public void Copies_do_not()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(1, 3);

        tensor.Clone().ZeroInPlace();
        tensor.To(ScalarType.Float64).ZeroInPlace();
        tensor.IndexSelect(0, Tensor.From<long>([2L], 1)).ZeroInPlace();

        Assert.Equal([0f, 1f, 2f], tensor.ToArray<float>());
    }

    [Fact]
    public void Reductions_and_arithmetic_agree_with_a_calculation_by_hand()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(1, 2, 3);

        Assert.Equal(15f, tensor.Sum().Item<float>());
        Assert.Equal([3f, 5f, 7f], tensor.Sum(0).ToArray<float>());
        Assert.Equal(2.5f, tensor.Mean().Item<float>());
        Assert.Equal([0f, -2f, -4f, -6f, -8f, -10f], (-(2 * tensor)).ToArray<float>());
        Assert.Equal([0f, 0f, 2f, 6f, 12f, 20f], (tensor * tensor - tensor).ToArray<float>());
        Assert.Equal(2f, (tensor / (tensor * 0.5)).Reshape(-1).Narrow(0, 3, 1).Item<float>());
        Assert.Equal(MathF.E, tensor.Exp().Flatten(0).Narrow(0, 1, 1).Item<float>(), 1e-6f);
        Assert.Equal(2f, tensor.Sqrt().Flatten(0).Narrow(0, 4, 1).Item<float>());
    }

    [Fact]
    public void Many_dimensions_are_described_and_too_many_are_refused()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(1, 1);

        Assert.Equal(64, tensor.View([.. Enumerable.Repeat(1L, 64)]).Rank);
        Assert.Throws<TorchException>(() => tensor.View([.. Enumerable.Repeat(1L, 65)]).Rank);
    }
}
