using Distillery.Torch.Interop;

namespace Distillery.Torch.Tests.Operators;

public sealed class OperatorTests : TorchTest
{
    [Fact]
    public void An_operator_is_found_by_name_and_overload()
    {
        Assert.Equal("aten::add.Tensor", Operator.Find("aten::add.Tensor").Name);
        Assert.Equal("aten::relu", Operator.Find("aten::relu").ToString());
    }

    [Fact]
    public void Arguments_left_out_at_the_end_take_the_defaults_of_the_schema()
    {
        using TensorScope scope = new();
        Operator add = Operator.Find("aten::add.Tensor");
        Tensor two = Tensor.From<float>([2f], 1);
        Tensor three = Tensor.From<float>([3f], 1);

        Assert.Equal(5f, add.Call(two, three).Item<float>());
        Assert.Equal(5f, add.Call(two, three, Argument.Default).Item<float>());
        Assert.Equal(32f, add.Call(two, three, 10).Item<float>());
    }

    [Fact]
    public void Defaults_in_the_middle_are_the_ones_of_the_schema()
    {
        using TensorScope scope = new();
        Tensor image = Ramp(1, 1, 1, 4, 4);
        Tensor weight = Tensor.From<float>([1f], 1, 1, 1, 1);

        Tensor result = Operator.Find("aten::conv2d").Call(
            image, weight, Argument.None, new long[] { 2, 2 }, Argument.Default, Argument.Default, 1);

        Assert.Equal([0f, 2f, 8f, 10f], result.ToArray<float>());
    }

    [Fact]
    public void An_operator_with_two_results_gives_both()
    {
        using TensorScope scope = new();
        Tensor?[] results = new Tensor?[2];

        int count = Operator.Find("aten::topk").CallMany(results, Tensor.From<float>([1f, 9f, 3f, 7f], 4), 2);

        Assert.Equal(2, count);
        Assert.Equal([9f, 7f], results[0]!.ToArray<float>());
        Assert.Equal([1L, 3L], results[1]!.ToArray<long>());
    }

    [Fact]
    public void A_list_of_tensors_comes_back_as_so_many_results()
    {
        using TensorScope scope = new();
        Tensor?[] parts = new Tensor?[5];

        Assert.Equal(3, Operator.Find("aten::split.Tensor").CallMany(parts, Ramp(1, 5), 2));
        Assert.Equal([4f], parts[2]!.ToArray<float>());
        Assert.Null(parts[3]);

        Assert.Equal(4, Operator.Find("aten::unbind.int").CallMany(parts, Ramp(1, 4, 3)));
        Assert.Equal([9f, 10f, 11f], parts[3]!.ToArray<float>());
    }

    [Fact]
    public void More_results_than_there_is_room_for_are_an_error_and_none_stays_alive()
    {
        using Tensor tensor = Ramp(1, 4, 3);
        long live = Tensor.LiveCount;
        Tensor?[] room = new Tensor?[3];

        TorchException error = Assert.Throws<TorchException>(
            () => Operator.Find("aten::unbind.int").CallMany(room, tensor));

        Assert.Contains("aten::unbind.int(Float32[4, 3])", error.Message, StringComparison.Ordinal);
        Assert.Contains("room for 3 results", error.Message, StringComparison.Ordinal);
        Assert.Equal(live, Tensor.LiveCount);
    }

    [Fact]
    public void An_operator_that_gives_no_tensor_cannot_be_called_for_one()
    {
        using Tensor tensor = Tensor.From<float>([1f], 1);
        Operator isNonzero = Operator.Find("aten::is_nonzero");

        TorchException error = Assert.Throws<TorchException>(() => isNonzero.Call(tensor));

        Assert.Equal("aten::is_nonzero gave no tensor", error.Message);
    }

    [Fact]
    public void An_operator_in_place_changes_its_argument_and_makes_no_handle()
    {
        using Tensor tensor = Tensor.From<float>([-1f, 2f], 2);
        long live = Tensor.LiveCount;

        Operator.Find("aten::relu_").Invoke(tensor);

        Assert.Equal([0f, 2f], tensor.ToArray<float>());
        Assert.Equal(live, Tensor.LiveCount);
    }

    [Fact]
    public void The_arithmetic_in_place_does_what_its_names_say()
    {
        using TensorScope scope = new();
        Tensor tensor = Tensor.From<float>([1f, 2f], 2);
        Tensor other = Tensor.From<float>([10f, 20f], 2);

        Assert.Same(tensor, tensor.AddInPlace(other, 0.5));
        Assert.Equal([6f, 12f], tensor.ToArray<float>());
        Assert.Equal([206f, 812f], tensor.AddProductInPlace(other, other, 2).ToArray<float>());
        Assert.Equal([208f, 814f], tensor.AddQuotientInPlace(other, other, 2).ToArray<float>());
        Assert.Equal([104f, 407f], tensor.MultiplyInPlace(0.5).ToArray<float>());
        Assert.Equal([57f, 213.5f], tensor.LerpInPlace(other, 0.5).ToArray<float>());
        Assert.Equal([3f, 3f], tensor.FillInPlace(3).ToArray<float>());
        Assert.Equal([10f, 20f], tensor.CopyInPlace(other).ToArray<float>());
        Assert.Equal([12f, 22f], tensor.AddInPlace(2).ToArray<float>());
        Assert.Equal([0f, 0f], tensor.ZeroInPlace().ToArray<float>());
    }

    [Fact]
    public void A_list_too_long_for_the_stack_arrives_whole()
    {
        using TensorScope scope = new();
        Tensor?[] many = new Tensor?[1000];
        for (int i = 0; i < many.Length; i++) many[i] = Tensor.From<float>([i], 1);

        Tensor joined = Operator.Find("aten::cat").Call(many, 0);

        float[] values = joined.ToArray<float>();
        for (int i = 0; i < values.Length; i++) Assert.Equal(i, values[i]);
    }

    [Fact]
    public void A_tensor_disposed_by_another_thread_during_calls_either_works_or_says_so()
    {
        Operator add = Operator.Find("aten::add.Tensor");
        for (int round = 0; round < 50; round++)
        {
            Tensor shared = Ramp(1, 256);
            using ManualResetEventSlim started = new();
            Thread user = new(() =>
            {
                try
                {
                    while (true)
                    {
                        using Tensor sum = add.Call(shared, shared);
                        Assert.Equal(510f, sum.HostSpan<float>()[255]);
                        started.Set();
                    }
                }
                catch (ObjectDisposedException)
                {
                    started.Set();
                }
            });
            user.Start();
            started.Wait();
            shared.Dispose();
            user.Join();
        }
    }

    [Fact]
    public void The_layout_of_arguments_and_results_is_the_one_of_the_bridge()
    {
        Assert.Equal(24, System.Runtime.InteropServices.Marshal.SizeOf<NativeArgument>());
        Assert.Equal(16, System.Runtime.InteropServices.Marshal.SizeOf<NativeResult>());
    }
}
