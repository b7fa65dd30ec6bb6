using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Tensors;

/// <summary>Host tensors from .NET memory: over it, or with a copy of it.</summary>
public static class HostTensor
{
    // libtorch tells the address alone when the last tensor over it goes. Several tensors may begin at one address, and which of their
    // pins goes first does not matter: each keeps the same memory.
    private static readonly Dictionary<nint, Stack<MemoryHandle>> Pins = new();

    /// <summary>A tensor over memory, which stays pinned until the last tensor over it is gone.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many elements as the memory, or has a negative extent.</exception>
    public static Tensor Over<T>(Memory<T> memory, params ReadOnlySpan<long> shape) where T : unmanaged =>
        Over(memory, Unsafe.SizeOf<T>(), ElementType.Of<T>(), shape);

    /// <summary>The same over bare bytes, as elements of any type.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many elements as the memory, or has a negative extent.</exception>
    public static Tensor OverBytes(Memory<byte> memory, ScalarType type, params ReadOnlySpan<long> shape) =>
        Over(memory, sizeof(byte), type, shape);

    /// <summary>A tensor with a copy of the values, row-major.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many elements as there are values.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        if (CountOf(shape) != values.Length)
            throw new ArgumentException($"the shape holds {CountOf(shape)} elements, where {values.Length} are given", nameof(shape));
        Tensor tensor = empty(shape.ToArray(), ElementType.Of<T>());
        values.CopyTo(tensor.HostSpan<T>());
        return tensor;
    }

    private static unsafe Tensor Over<T>(Memory<T> memory, int size, ScalarType type, ReadOnlySpan<long> shape)
    {
        long count = CountOf(shape);
        if (count * type.SizeInBytes() != (long)memory.Length * size)
            throw new ArgumentException($"the shape holds {count} elements of {type}, the memory {memory.Length} of {size} bytes", nameof(shape));
        if (count == 0) return empty(shape.ToArray(), type); // No memory has no address to know it by.
        MemoryHandle pin = memory.Pin();
        nint address = (nint)pin.Pointer;
        Keep(address, pin);
        nint tensor;
        fixed (long* sizes = shape)
            tensor = LibtorchFunctions.Loaded.NewOverMemory(address, &Release, sizes, shape.Length, (sbyte)type, (sbyte)type, (int)DeviceType.CPU, 0, 0);
        if (tensor != 0) return Tensor.UnsafeCreateTensor(tensor);
        Unpin(address);
        CheckForErrors();
        throw new InvalidOperationException("libtorch made no tensor and gave no reason");
    }

    private static void Keep(nint address, MemoryHandle pin)
    {
        lock (Pins)
        {
            if (!Pins.TryGetValue(address, out Stack<MemoryHandle>? pins)) Pins.Add(address, pins = new(1));
            pins.Push(pin);
        }
    }

    private static void Unpin(nint address)
    {
        MemoryHandle pin;
        lock (Pins)
        {
            Stack<MemoryHandle> pins = Pins[address];
            pin = pins.Pop();
            if (pins.Count == 0) Pins.Remove(address);
        }
        pin.Dispose();
    }

    private static long CountOf(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            count = checked(count * extent);
        }
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint address) => Unpin(address);
}
