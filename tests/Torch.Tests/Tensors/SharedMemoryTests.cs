using System.Buffers;
using System.Runtime.CompilerServices;

namespace Distillery.Torch.Tests.Tensors;

public sealed class SharedMemoryTests : TorchTest
{
    [Fact]
    public void Values_are_seen_both_ways()
    {
        float[] values = [1f, 2f, 3f];
        using Tensor tensor = Tensor.Share<float>(values, 3);

        values[0] = 10;
        Assert.Equal([10f, 2f, 3f], tensor.ToArray<float>());
        tensor.MultiplyInPlace(2);
        Assert.Equal([20f, 4f, 6f], values);
    }

    [Fact]
    public void A_part_of_an_array_can_be_shared()
    {
        float[] values = [1f, 2f, 3f, 4f];
        using Tensor tensor = Tensor.Share(values.AsMemory(1, 2), 2, 1);

        tensor.ZeroInPlace();

        Assert.Equal([1f, 0f, 0f, 4f], values);
    }

    [Fact]
    public void The_memory_stays_in_place_until_the_last_view_is_gone()
    {
        (Tensor view, WeakReference array) = ShareAndKeepAView();

        for (int round = 0; round < 5; round++)
        {
            Churn();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            Assert.True(array.IsAlive);
            Assert.Equal([3f, 4f], view.ToArray<float>());
        }

        view.Dispose();
        CollectGarbage();
        Assert.False(array.IsAlive);
    }

    [Fact]
    public void The_pin_is_released_once()
    {
        CountingMemory memory = new(6);
        Tensor tensor = Tensor.Share(memory.Memory, 2, 3);
        Tensor view = tensor.View(6);

        tensor.Dispose();
        Assert.Equal((1, 0), (memory.Pins, memory.Unpins));
        view.Dispose();
        Assert.Equal((1, 1), (memory.Pins, memory.Unpins));
    }

    [Fact]
    public void Empty_memory_is_released_too()
    {
        CountingMemory memory = new(0);
        Tensor.Share(memory.Memory, 0).Dispose();
        Assert.Equal((1, 1), (memory.Pins, memory.Unpins));

        using Tensor none = Tensor.Share<float>(default, 0, 4);
        Assert.Equal(0, none.Count);
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused_before_anything_is_pinned()
    {
        CountingMemory memory = new(6);

        ArgumentException error = Assert.Throws<ArgumentException>(() => Tensor.Share(memory.Memory, 2, 4));

        Assert.Contains("the shape holds 8 elements, the memory 6", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Share(memory.Memory, -2, -3));
        Assert.Throws<OverflowException>(() => Tensor.Share<float>(default, 1L << 32, 1L << 32));
        Assert.Equal((0, 0), (memory.Pins, memory.Unpins));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Tensor View, WeakReference Array) ShareAndKeepAView()
    {
        float[] values = [1f, 2f, 3f, 4f];
        using Tensor tensor = Tensor.Share<float>(values, 2, 2);
        using Tensor row = tensor.Narrow(0, 1, 1);
        return (row.View(2), new WeakReference(values));
    }

    private static void Churn()
    {
        for (int i = 0; i < 1000; i++) GC.KeepAlive(new byte[1000]);
    }

    /// <summary>Memory that counts how often it is pinned and let go.</summary>
    private sealed class CountingMemory(int length) : MemoryManager<float>
    {
        private readonly float[] _values = GC.AllocateArray<float>(Math.Max(length, 1), pinned: true);

        internal int Pins { get; private set; }

        internal int Unpins { get; private set; }

        public override Span<float> GetSpan() => _values.AsSpan(0, length);

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            Pins++;
            return new MemoryHandle(length == 0 ? null : Unsafe.AsPointer(ref _values[elementIndex]), default, this);
        }

        public override void Unpin() => Unpins++;

        protected override void Dispose(bool disposing) { }
    }
}
