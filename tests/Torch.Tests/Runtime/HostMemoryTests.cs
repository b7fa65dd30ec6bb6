namespace Distillery.Torch.Tests.Runtime;

public sealed class HostMemoryTests : TorchTest
{
    [Fact]
    public void Live_bytes_and_blocks_count_what_tensors_hold()
    {
        HostMemory before = HostMemory.Current;
        HostMemory during;
        using (Tensor.Empty([1000])) during = HostMemory.Current;

        Assert.Equal(before.LiveBlocks + 1, during.LiveBlocks);
        Assert.InRange(during.LiveBytes - before.LiveBytes, 4000, 4000 * 9 / 8 + 64);
        Assert.Equal(before, HostMemory.Current with { CachedBytes = before.CachedBytes });
    }

    [Fact]
    public void A_second_step_of_the_same_shapes_takes_nothing_new()
    {
        HostMemory.Trim();
        HostMemory before = HostMemory.Current;
        float first = Step();
        HostMemory afterFirst = HostMemory.Current;

        for (int i = 0; i < 20; i++) Assert.Equal(first, Step());

        Assert.Equal(0, before.CachedBytes);
        Assert.Equal(before.LiveBytes, afterFirst.LiveBytes);
        Assert.True(afterFirst.CachedBytes > 0);
        Assert.Equal(afterFirst, HostMemory.Current);
    }

    [Fact]
    public void Trimming_empties_the_cache_and_leaves_tensors_alone()
    {
        using Tensor tensor = Ramp(1, 1000);
        Ramp(1, 1000).Dispose();
        HostMemory before = HostMemory.Current;

        HostMemory.Trim();

        Assert.True(before.CachedBytes > 0);
        Assert.Equal(before with { CachedBytes = 0 }, HostMemory.Current);
        Assert.Equal(999f, tensor.HostSpan<float>()[999]);
    }

    [Fact]
    public void Blocks_are_aligned_for_the_widest_vectors()
    {
        for (int count = 1; count < 3_000_000; count = count * 3 + 1)
        {
            using Tensor tensor = Tensor.Empty([count]);
            nint address = Interop.Native.TensorData(tensor.Handle).Data;
            Assert.Equal(0, address % 64);
        }
    }

    [Fact]
    public void Threads_can_free_what_others_took()
    {
        HostMemory before = HostMemory.Current;
        Tensor[] tensors = new Tensor[1000];

        Parallel.For(0, tensors.Length, i => tensors[i] = Tensor.From<int>([i, ~i], 2));
        Parallel.For(0, tensors.Length, i =>
        {
            Tensor other = tensors[tensors.Length - 1 - i];
            Assert.Equal(~(tensors.Length - 1 - i), other.HostSpan<int>()[1]);
            other.Dispose();
        });

        Assert.Equal(before, HostMemory.Current with { CachedBytes = before.CachedBytes });
    }

    [Fact]
    public void A_block_goes_back_to_the_thread_that_took_it_whoever_frees_it()
    {
        HostMemory.Trim();
        Tensor taken = Tensor.Empty([1000]);
        OnOtherThread(taken.Dispose);
        HostMemory freed = HostMemory.Current;

        OnOtherThread(() => Tensor.Empty([1000]).Dispose()); // That thread has a block of its own.
        Assert.Equal(2 * freed.CachedBytes, HostMemory.Current.CachedBytes);

        using (Tensor.Empty([1000])) Assert.Equal(freed.CachedBytes, HostMemory.Current.CachedBytes);
    }

    [Fact]
    public void Threads_one_after_the_other_use_the_same_memory()
    {
        const int ThreadCount = 100;
        HostMemory before = HostMemory.Current;

        for (int i = 0; i < ThreadCount; i++) OnOtherThread(() => Tensor.Empty([1000]).Dispose());

        // Not one block alone: a thread may begin before the one that was waited for has handed its lists on.
        long blocks = (HostMemory.Current.CachedBytes - before.CachedBytes) / 4000;
        Assert.InRange(blocks, 0, ThreadCount / 4);
    }

    private static void OnOtherThread(Action body)
    {
        Thread thread = new(() => body());
        thread.Start();
        thread.Join();
    }

    private static float Step()
    {
        using TensorScope scope = new();
        Tensor weight = Pattern(2, 8, 3, 3, 3);
        weight.RequiresGrad = true;
        Tensor output = Functional.Relu(Functional.Conv2d(Pattern(1, 4, 3, 16, 16), weight, null, [1, 1], [1, 1]));
        Functional.GlobalAvgPool(output).Sum().Backward();
        return weight.Gradient!.Sum().Item<float>();
    }
}
