namespace Distillery.Torch.Tests.Operators;

public sealed class OperatorErrorTests : TorchTest
{
    private static readonly Operator MatrixProduct = Operator.Find("aten::mm");

    [Theory]
    [InlineData("aten::no_such_operator", "aten::no_such_operator")]
    [InlineData("aten::add.NoSuchOverload", "NoSuchOverload")]
    public void An_unknown_operator_is_named_in_the_error(string name, string named)
    {
        TorchException error = Assert.Throws<TorchException>(() => Operator.Find(name));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_call_says_operator_shapes_types_and_the_words_of_libtorch()
    {
        using Tensor left = Ramp(1, 2, 3);
        using Tensor right = Tensor.Empty([4, 5], ScalarType.Float64);

        TorchException error = Assert.Throws<TorchException>(() => MatrixProduct.Call(left, right));

        Assert.StartsWith("aten::mm(Float32[2, 3], Float64[4, 5]): ", error.Message, StringComparison.Ordinal);
        AssertContains("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", error);
        Assert.DoesNotContain("frame #", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_kind_of_argument_is_readable_in_the_error()
    {
        using Tensor tensor = Ramp(1, 2);
        Argument[] arguments =
        [
            tensor, Argument.None, Argument.Default, 7, 0.5, true, new long[] { 1, 2 }, new double[] { 1.5 },
            new Tensor?[] { tensor, null }, "text", ScalarType.Float64, Device.Cuda(1), 0,
        ];

        TorchException error = Assert.Throws<TorchException>(() => MatrixProduct.Invoke(arguments));

        Assert.StartsWith(
            "aten::mm(Float32[2], None, (default), 7, 0.5, true, [1, 2], [1.5], [Float32[2], None], 'text', 7, cuda:1, "
            + "0): ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_arguments_are_counted()
    {
        using Tensor tensor = Ramp(1, 2, 2);

        TorchException error = Assert.Throws<TorchException>(() => MatrixProduct.Call(tensor, tensor, 1));

        Assert.Contains("it takes at most 2 arguments and got 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_argument_is_named()
    {
        using Tensor tensor = Ramp(1, 2, 2);

        TorchException error = Assert.Throws<TorchException>(() => MatrixProduct.Call(tensor));

        Assert.Contains("argument 'mat2' has no default", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_of_the_wrong_kind_is_refused()
    {
        using Tensor tensor = Ramp(1, 2, 2);

        TorchException error = Assert.Throws<TorchException>(() => MatrixProduct.Call(tensor, "text"));

        Assert.StartsWith("aten::mm(Float32[2, 2], 'text'): ", error.Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => MatrixProduct.Call(tensor, 1));
        Assert.Throws<TorchException>(() => Operator.Find("aten::view").Call(tensor, new double[] { 4 }));
        Assert.Throws<TorchException>(() => Operator.Find("aten::relu").Call(Argument.None));
    }

    [Fact]
    public void A_disposed_tensor_is_refused_and_the_others_are_let_go()
    {
        using Tensor alive = Ramp(1, 2, 2);
        Tensor disposed = Ramp(1, 2, 2);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => MatrixProduct.Call(alive, disposed));
        Assert.Throws<ObjectDisposedException>(() => disposed.ToArray<float>());
        Assert.True(disposed.IsDisposed);
        Assert.Equal("a disposed tensor", disposed.ToString());
    }

    [Fact]
    public void A_disposed_tensor_within_a_list_is_refused_and_the_others_are_let_go()
    {
        using Tensor alive = Ramp(1, 2, 2);
        using Tensor alsoAlive = Ramp(1, 2, 2);
        Tensor disposed = Ramp(1, 2, 2);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Tensor.Concatenate([alive, disposed, alsoAlive], 0));
    }

    [Fact]
    public void An_absent_entry_in_a_list_that_needs_all_is_named()
    {
        using Tensor tensor = Ramp(1, 2);
        Tensor?[] list = [tensor, null];

        TorchException error = Assert.Throws<TorchException>(() => Operator.Find("aten::cat").Call(list, 0));

        Assert.Contains("entry 1 of a list of tensors is absent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_on_one_thread_does_not_change_the_words_on_another()
    {
        using Tensor tensor = Ramp(1, 2, 3);
        Parallel.For(0, 64, i =>
        {
            using Tensor other = Tensor.Empty([4 + i, 1]);
            TorchException error = Assert.Throws<TorchException>(() => MatrixProduct.Call(tensor, other));
            Assert.Contains($"(2x3 and {4 + i}x1)", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_tensor_larger_than_memory_is_an_error_that_leaves_nothing_behind()
    {
        HostMemory before = HostMemory.Current;

        TorchException error = Assert.Throws<TorchException>(() => Tensor.Empty([1L << 58]));

        Assert.Contains("out of memory", error.Message, StringComparison.Ordinal);
        Assert.Equal(before.LiveBytes, HostMemory.Current.LiveBytes);
        Assert.Throws<TorchException>(() => Tensor.Empty([1L << 62, 1L << 62]));
        Assert.Throws<TorchException>(() => Tensor.Empty([-1]));
    }
}
