using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <content>Between tensor memory and .NET memory.</content>
public sealed partial class Tensor
{
    /// <summary>Uninitialised memory of the given shape.</summary>
    /// <param name="pinned">Host memory that a CUDA device can read by itself; needs CUDA.</param>
    public static Tensor Empty(
        ReadOnlySpan<long> shape, ScalarType type = ScalarType.Float32, Device? device = null, bool pinned = false) =>
        new(Native.TensorEmpty(shape, type, device ?? Device.Cpu, pinned));

    /// <summary>A host tensor with a copy of the values, row-major.</summary>
    /// <exception cref="TorchException">The shape does not hold as many elements as there are values.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        Tensor tensor = Empty(shape, ScalarTypeOf<T>());
        try
        {
            tensor.CopyFrom(values);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>A host tensor over .NET memory, shared and not copied. The memory stays pinned until the last tensor over
    /// it is gone.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many elements as the memory, or has a negative
    /// extent.</exception>
    public static Tensor Share<T>(Memory<T> memory, params ReadOnlySpan<long> shape) where T : unmanaged =>
        Share(memory, Unsafe.SizeOf<T>(), ScalarTypeOf<T>(), shape);

    /// <summary>The same over bare bytes, as elements of any type.</summary>
    public static Tensor ShareBytes(Memory<byte> memory, ScalarType type, params ReadOnlySpan<long> shape) =>
        Share(memory, sizeof(byte), type, shape);

    private static unsafe Tensor Share<T>(Memory<T> memory, int size, ScalarType type, ReadOnlySpan<long> shape)
    {
        long count = CountOf(shape);
        if (count * type.SizeInBytes() != (long)memory.Length * size)
        {
            throw new ArgumentException(
                $"the shape holds {count} elements, the memory {memory.Length} of {size} bytes", nameof(shape));
        }
        MemoryHandle pin = memory.Pin();
        GCHandle context = GCHandle.Alloc(pin);
        // The bridge calls ReleaseShared exactly once, after a failure too.
        return new Tensor(Native.TensorFromMemory(
            (nint)pin.Pointer, shape, type, &ReleaseShared, GCHandle.ToIntPtr(context)));
    }

    /// <summary>The tensor's own host memory. It is valid only while this tensor is reachable, not disposed and not
    /// resized.</summary>
    /// <exception cref="InvalidOperationException">The tensor is on a device, not contiguous, or of another type.</exception>
    public unsafe Span<T> HostSpan<T>() where T : unmanaged
    {
        (nint data, long bytes) = Native.TensorData(Handle);
        if (Device.Type != DeviceType.Cpu || bytes < 0 || Type != ScalarTypeOf<T>())
            throw new InvalidOperationException($"{this} is not contiguous host memory of {typeof(T).Name}");
        return new Span<T>((void*)data, checked((int)(bytes / Unsafe.SizeOf<T>())));
    }

    /// <summary>The bytes of the tensor's own host memory, whatever its type. They keep this tensor from being collected, but
    /// not from being disposed.</summary>
    /// <exception cref="InvalidOperationException">The tensor is on a device or not contiguous.</exception>
    public Memory<byte> HostBytes() => new TensorMemory(this).Memory;

    /// <summary>Copies all elements, row-major, from whatever device and layout.</summary>
    /// <exception cref="TorchException">The destination is too small.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        RequireType<T>();
        Native.CopyToHost(Handle, MemoryMarshal.AsBytes(destination));
    }

    /// <summary>Copies all elements as raw little-endian bytes, whatever their type.</summary>
    public void CopyBytesTo(Span<byte> destination) => Native.CopyToHost(Handle, destination);

    /// <summary>Fills the tensor from row-major values; autograd does not see it.</summary>
    /// <exception cref="TorchException">The number of bytes is not the tensor's.</exception>
    public void CopyFrom<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        RequireType<T>();
        Native.CopyFromHost(Handle, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Fills the tensor from raw little-endian bytes of its own type.</summary>
    public void CopyBytesFrom(ReadOnlySpan<byte> bytes) => Native.CopyFromHost(Handle, bytes);

    public T[] ToArray<T>() where T : unmanaged
    {
        T[] values = new T[Count];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>The value of a tensor with one element. On a device this waits for the device.</summary>
    public T Item<T>() where T : unmanaged
    {
        T value = default;
        CopyTo(new Span<T>(ref value));
        return value;
    }

    private void RequireType<T>() where T : unmanaged
    {
        if (Type != ScalarTypeOf<T>())
            throw new TorchException($"{this} cannot be copied from or to elements of {typeof(T).Name}");
    }

    private static ScalarType ScalarTypeOf<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ScalarType.Float32;
        if (typeof(T) == typeof(long)) return ScalarType.Int64;
        if (typeof(T) == typeof(double)) return ScalarType.Float64;
        if (typeof(T) == typeof(int)) return ScalarType.Int32;
        if (typeof(T) == typeof(byte)) return ScalarType.UInt8;
        if (typeof(T) == typeof(sbyte)) return ScalarType.Int8;
        if (typeof(T) == typeof(short)) return ScalarType.Int16;
        if (typeof(T) == typeof(bool)) return ScalarType.Bool;
        if (typeof(T) == typeof(Half)) return ScalarType.Float16;
        throw new ArgumentException($"no element type of libtorch is a {typeof(T).Name}");
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
    private static void ReleaseShared(nint context)
    {
        GCHandle pin = GCHandle.FromIntPtr(context);
        ((MemoryHandle)pin.Target!).Dispose();
        pin.Free();
    }
}
