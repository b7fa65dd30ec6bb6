using System.Buffers;
using System.Runtime.CompilerServices;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Tensors;

[Collection(AloneCollection.Name)]
public sealed class HostTensorTests
{
    [Fact]
    public void Values_are_seen_both_ways()
    {
        float[] values = [1f, 2f, 3f];
        using Tensor tensor = HostTensor.Over<float>(values, 3);

        values[0] = 10;
        Assert.Equal([10f, 2f, 3f], tensor.ToArray<float>());
        tensor.HostSpan<float>()[1] = 4;
        Assert.Equal([10f, 4f, 3f], values);
    }

    [Fact]
    public void A_part_of_an_array_can_be_shared()
    {
        float[] values = [1f, 2f, 3f, 4f];
        using Tensor tensor = HostTensor.Over(values.AsMemory(1, 2), 2, 1);

        tensor.zero_();

        Assert.Equal([1f, 0f, 0f, 4f], values);
    }

    [Fact]
    public void The_memory_stays_in_place_until_the_last_view_is_gone()
    {
        (Tensor view, WeakReference array) = ShareAndKeepAView();

        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 1000; i++) GC.KeepAlive(new byte[1000]);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            Assert.True(array.IsAlive);
            Assert.Equal([3f, 4f], view.ToArray<float>());
        }

        view.Dispose();
        GC.Collect();
        Assert.False(array.IsAlive);
    }

    [Fact]
    public void Each_pin_is_released_once_also_where_tensors_begin_at_one_address()
    {
        CountingMemory memory = new(6);
        Tensor tensor = HostTensor.Over(memory.Memory, 2, 3);
        Tensor view = tensor.view(6);
        Tensor second = HostTensor.Over(memory.Memory[..2], 2);

        tensor.Dispose();
        Assert.Equal((2, 0), (memory.Pins, memory.Unpins));
        second.Dispose();
        Assert.Equal((2, 1), (memory.Pins, memory.Unpins));
        view.Dispose();
        Assert.Equal((2, 2), (memory.Pins, memory.Unpins));
    }

    [Fact]
    public void Nothing_is_pinned_for_no_elements()
    {
        using Tensor none = HostTensor.Over<float>(default, 0, 4);
        Assert.Equal([0L, 4L], none.shape);
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused_before_anything_is_pinned()
    {
        CountingMemory memory = new(6);

        ArgumentException error = Assert.Throws<ArgumentException>(() => HostTensor.Over(memory.Memory, 2, 4));

        Assert.Contains("the shape holds 8 elements of Float32, the memory 6", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => HostTensor.Over(memory.Memory, -2, -3));
        Assert.Throws<OverflowException>(() => HostTensor.Over<float>(default, 1L << 32, 1L << 32));
        Assert.Throws<ArgumentException>(() => HostTensor.From<float>([1f, 2f], 3));
        Assert.Equal((0, 0), (memory.Pins, memory.Unpins));
    }

    [Fact]
    public void Bytes_can_be_elements_of_any_type()
    {
        using Tensor narrow = HostTensor.OverBytes(new byte[] { 0x80, 0x3f, 0x49, 0x40 }, ScalarType.BFloat16, 2);
        using Tensor wide = narrow.to(ScalarType.Float32);
        Assert.Equal([1f, 3.140625f], wide.ToArray<float>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Tensor View, WeakReference Array) ShareAndKeepAView()
    {
        float[] values = [1f, 2f, 3f, 4f];
        using DisposeScope scope = NewDisposeScope();
        Tensor row = HostTensor.Over<float>(values, 2, 2).narrow(0, 1, 1);
        return (row.view(2).DetachFromDisposeScope(), new WeakReference(values));
    }

    /// <summary>Memory that counts how often it is pinned and let go.</summary>
    private sealed class CountingMemory(int length) : MemoryManager<float>
    {
        private readonly float[] _values = GC.AllocateArray<float>(length, pinned: true);

        internal int Pins { get; private set; }

        internal int Unpins { get; private set; }

        public override Span<float> GetSpan() => _values;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            Pins++;
            return new MemoryHandle(Unsafe.AsPointer(ref _values[elementIndex]), default, this);
        }

        public override void Unpin() => Unpins++;

        protected override void Dispose(bool disposing)
        {
            // The collector frees the array.
        }
    }
}
