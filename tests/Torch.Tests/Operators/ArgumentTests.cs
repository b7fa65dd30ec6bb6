namespace Distillery.Torch.Tests.Operators;

/// <summary>Each kind of argument arrives as the operator's schema means it.</summary>
public sealed class ArgumentTests : TorchTest
{
    [Fact]
    public void A_list_of_integers() => AssertShape([2, 1, 3], "aten::permute", [1, 2, 3], new long[] { 1, 0, 2 });

    [Fact]
    public void An_empty_list_of_integers() => AssertShape([], "aten::view", [1], Array.Empty<long>());

    [Fact]
    public void A_list_of_doubles() =>
        AssertShape([1, 1, 4, 9], "aten::upsample_nearest2d.vec", [1, 1, 2, 3], Argument.None, new double[] { 2, 3 });

    [Fact]
    public void A_list_of_flags_is_given_as_integers_and_unwanted_results_are_null()
    {
        using TensorScope scope = new();
        Tensor image = Ramp(1, 1, 1, 2, 2);
        Tensor weight = Tensor.From<float>([2f], 1, 1, 1, 1);
        Tensor gradient = Tensor.From<float>([1f, 1f, 1f, 1f], 1, 1, 2, 2);
        Tensor?[] results = new Tensor?[3];

        int count = Operator.Find("aten::convolution_backward").CallMany(
            results, gradient, image, weight, new long[] { 1 }, new long[] { 1, 1 }, new long[] { 0, 0 },
            new long[] { 1, 1 }, false, new long[] { 0, 0 }, 1, new long[] { 0, 1, 0 });

        Assert.Equal(3, count);
        Assert.Null(results[0]);
        Assert.Equal(6f, results[1]!.Item<float>());
        Assert.Null(results[2]);
    }

    [Fact]
    public void A_list_of_tensors()
    {
        using TensorScope scope = new();
        Tensor joined = Tensor.Concatenate([Ramp(1, 2), Ramp(5, 2)], 0);
        Assert.Equal([0f, 1f, 0f, 5f], joined.ToArray<float>());
    }

    [Fact]
    public void A_list_of_tensors_with_absent_entries()
    {
        using TensorScope scope = new();
        Tensor?[] indices = [null, Tensor.From<long>([2L, 0L], 2)];

        Tensor columns = Operator.Find("aten::index.Tensor").Call(Ramp(1, 2, 3), indices);

        Assert.Equal([2f, 0f, 5f, 3f], columns.ToArray<float>());
    }

    [Fact]
    public void A_text()
    {
        using TensorScope scope = new();
        Operator divide = Operator.Find("aten::div.Tensor_mode");
        Tensor left = Tensor.From<float>([-7f], 1);
        Tensor right = Tensor.From<float>([2f], 1);

        Assert.Equal(-4f, divide.Call(left, right, "floor").Item<float>());
        Assert.Equal(-3f, divide.Call(left, right, "trunc").Item<float>());
        Assert.Equal(-3.5f, divide.Call(left, right, Argument.None).Item<float>());
    }

    [Fact]
    public void A_text_in_an_operator_in_place()
    {
        using TensorScope scope = new();
        Tensor sums = Tensor.From<float>([1f, 1f], 2);
        Tensor rows = Tensor.From<long>([1L, 1L, 0L], 3);

        Operator.Find("aten::scatter_.reduce").Invoke(sums, 0, rows, Tensor.From<float>([5f, 6f, 7f], 3), "add");

        Assert.Equal([8f, 12f], sums.ToArray<float>());
    }

    [Fact]
    public void A_long_text_outside_of_ascii_comes_back_whole_in_the_error()
    {
        using Tensor tensor = Ramp(1, 2);
        string text = string.Concat(Enumerable.Repeat("größer ", 100));

        TorchException error = Assert.Throws<TorchException>(
            () => Operator.Find("aten::div.Tensor_mode").Call(tensor, tensor, text));

        string words = error.Message[error.Message.IndexOf("): ", StringComparison.Ordinal)..];
        Assert.Contains(text, words, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_type()
    {
        using TensorScope scope = new();
        Tensor sum = Operator.Find("aten::sum").Call(Ramp(1, 3), ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, sum.Type);
        Assert.Equal(3.0, sum.Item<double>());
    }

    [Fact]
    public void A_device()
    {
        using Tensor zeros = Operator.Find("aten::zeros").Call(
            new long[] { 2 }, ScalarType.Int64, Argument.None, Device.Cpu, false);
        Assert.Equal(Device.Cpu, zeros.Device);
        Assert.Equal([0L, 0L], zeros.ToArray<long>());
    }

    [Fact]
    public void An_integer_where_the_schema_says_float()
    {
        using TensorScope scope = new();
        Tensor kept = Operator.Find("aten::dropout").Call(Ramp(1, 3), 0, true);
        Assert.Equal([0f, 1f, 2f], kept.ToArray<float>());
    }

    [Fact]
    public void A_number_where_the_schema_says_scalar_keeps_its_kind()
    {
        using TensorScope scope = new();
        Operator multiply = Operator.Find("aten::mul.Scalar");
        Tensor integers = Tensor.From<long>([3L], 1);

        Assert.Equal(ScalarType.Int64, multiply.Call(integers, 2).Type);
        Assert.Equal(ScalarType.Float32, multiply.Call(integers, 2.0).Type);
        Assert.Equal(ScalarType.Int64, multiply.Call(integers, true).Type);
    }

    private static void AssertShape(long[] expected, string name, long[] shape, params Argument[] rest)
    {
        using Tensor input = Ramp(1, shape);
        using Tensor result = Operator.Find(name).Call([input, .. rest]);
        Assert.Equal(expected, result.Shape.ToArray());
    }
}
