using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Tensors;

/// <summary>Between tensor memory and .NET memory.</summary>
public static class TensorBytes
{
    /// <summary>The tensor's own host memory. It is valid only while the tensor is reachable, not disposed and not resized.</summary>
    /// <exception cref="InvalidOperationException">The tensor is on a device, not contiguous, or of another type.</exception>
    public static unsafe Span<T> HostSpan<T>(this Tensor tensor) where T : unmanaged
    {
        RequireType<T>(tensor);
        (nint address, long length) = HostMemoryOf(tensor);
        return new Span<T>((void*)address, checked((int)(length / Unsafe.SizeOf<T>())));
    }

    /// <summary>The bytes of the tensor's own host memory, whatever its type. They keep the tensor from being collected, but not from being
    /// disposed.</summary>
    /// <exception cref="InvalidOperationException">The tensor is on a device or not contiguous.</exception>
    public static Memory<byte> HostBytes(this Tensor tensor) => new TensorMemory(tensor).Memory;

    /// <summary>Copies all elements as raw little-endian bytes, row-major, from whatever device and layout.</summary>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public static void CopyBytesTo(this Tensor tensor, Span<byte> destination)
    {
        using DisposeScope scope = NewDisposeScope();
        BytesOf(tensor.detach().cpu().contiguous()).CopyTo(destination);
    }

    /// <summary>Fills the tensor from raw little-endian bytes of its own type, row-major; autograd does not see it.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not the tensor's.</exception>
    public static unsafe void CopyBytesFrom(this Tensor tensor, ReadOnlySpan<byte> bytes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor target = tensor.detach();
        if (bytes.Length != target.NumberOfElements * target.ElementSize)
            throw new ArgumentException($"{Describe(tensor)} has {target.NumberOfElements * target.ElementSize} bytes, not {bytes.Length}", nameof(bytes));
        bool isHost = target.device_type == DeviceType.CPU && target.is_contiguous();
        Tensor host = isHost ? target : empty(target.shape, target.dtype);
        bytes.CopyTo(BytesOf(host));
        if (!isHost) target.copy_(host);
    }

    /// <summary>All elements, row-major, from whatever device and layout.</summary>
    /// <exception cref="InvalidOperationException">The tensor is of another type.</exception>
    public static T[] ToArray<T>(this Tensor tensor) where T : unmanaged
    {
        RequireType<T>(tensor);
        T[] values = new T[tensor.NumberOfElements];
        tensor.CopyBytesTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Such as <c>Float32[64, 10]</c>: the form in which errors speak of tensors.</summary>
    public static string Describe(Tensor tensor) =>
        tensor.IsInvalid ? "a disposed tensor" : $"{tensor.dtype}[{string.Join(", ", tensor.shape)}] on {tensor.device}";

    /// <summary>Where the tensor's elements lie, and how many bytes they are.</summary>
    /// <exception cref="InvalidOperationException">The tensor is on a device or not contiguous.</exception>
    internal static unsafe (nint Address, long Length) HostMemoryOf(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
            throw new InvalidOperationException($"{Describe(tensor)} is not contiguous host memory");
        nint address = LibtorchFunctions.Loaded.Data(tensor.Handle);
        GC.KeepAlive(tensor);
        return (address, tensor.NumberOfElements * tensor.ElementSize);
    }

    private static unsafe Span<byte> BytesOf(Tensor tensor)
    {
        (nint address, long length) = HostMemoryOf(tensor);
        return new Span<byte>((void*)address, checked((int)length));
    }

    private static void RequireType<T>(Tensor tensor) where T : unmanaged
    {
        if (tensor.dtype != ElementType.Of<T>())
            throw new InvalidOperationException($"the elements of {Describe(tensor)} are not {typeof(T).Name}");
    }
}
