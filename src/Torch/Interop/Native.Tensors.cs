using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

internal static partial class Native
{
    /// <summary>The most dimensions that a description carries; libtorch's own limit for most operators is 64.</summary>
    internal const int MaximumRank = 64;

    [LibraryImport(Library)]
    private static partial int dt_tensor_empty(
        ReadOnlySpan<long> shape, int rank, int scalarType, long device, int pinned, out TensorHandle result);

    [LibraryImport(Library)]
    private static unsafe partial int dt_tensor_from_memory(
        nint memory, ReadOnlySpan<long> shape, int rank, int scalarType, delegate* unmanaged[Cdecl]<nint, void> release,
        nint context, out TensorHandle result);

    [LibraryImport(Library)]
    private static partial int dt_tensor_alias(TensorHandle tensor, out TensorHandle result);

    [LibraryImport(Library, EntryPoint = "dt_tensor_destroy")]
    internal static partial void TensorDestroy(nint tensor); // nint: called by the handle's own release

    [LibraryImport(Library)]
    private static partial int dt_tensor_describe(
        TensorHandle tensor, Span<long> sizes, Span<long> strides, int capacity, out int rank, out int scalarType,
        out long device, out int requiresGrad);

    [LibraryImport(Library)]
    private static partial int dt_tensor_data(TensorHandle tensor, out nint data, out long contiguousBytes);

    [LibraryImport(Library)]
    private static partial int dt_tensor_copy_to_host(TensorHandle tensor, Span<byte> destination, long capacityBytes);

    [LibraryImport(Library)]
    private static partial int dt_tensor_copy_from_host(TensorHandle tensor, ReadOnlySpan<byte> source, long bytes);

    [LibraryImport(Library, EntryPoint = "dt_live_tensors")]
    internal static partial long LiveTensors();

    internal static TensorHandle TensorEmpty(ReadOnlySpan<long> shape, ScalarType type, Device device, bool pinned)
    {
        ThrowIfFailed(dt_tensor_empty(
            shape, shape.Length, (int)type, device.Packed, pinned ? 1 : 0, out TensorHandle result));
        return result;
    }

    internal static unsafe TensorHandle TensorFromMemory(
        nint memory, ReadOnlySpan<long> shape, ScalarType type, delegate* unmanaged[Cdecl]<nint, void> release, nint context)
    {
        ThrowIfFailed(dt_tensor_from_memory(
            memory, shape, shape.Length, (int)type, release, context, out TensorHandle result));
        return result;
    }

    internal static TensorHandle TensorAlias(TensorHandle tensor)
    {
        ThrowIfFailed(dt_tensor_alias(tensor, out TensorHandle result));
        return result;
    }

    internal static TensorDescription Describe(TensorHandle tensor)
    {
        Span<long> sizes = stackalloc long[MaximumRank];
        Span<long> strides = stackalloc long[MaximumRank];
        ThrowIfFailed(dt_tensor_describe(
            tensor, sizes, strides, MaximumRank, out int rank, out int type, out long device, out int requiresGrad));
        if (rank > MaximumRank)
            throw new TorchException($"a tensor has {rank} dimensions; {MaximumRank} can be described");
        return new TensorDescription(
            sizes[..rank].ToArray(), strides[..rank].ToArray(), (ScalarType)type, Device.Unpack(device), requiresGrad != 0);
    }

    internal static (nint Data, long ContiguousBytes) TensorData(TensorHandle tensor)
    {
        ThrowIfFailed(dt_tensor_data(tensor, out nint data, out long bytes));
        return (data, bytes);
    }

    internal static void CopyToHost(TensorHandle tensor, Span<byte> destination) =>
        ThrowIfFailed(dt_tensor_copy_to_host(tensor, destination, destination.Length));

    internal static void CopyFromHost(TensorHandle tensor, ReadOnlySpan<byte> source) =>
        ThrowIfFailed(dt_tensor_copy_from_host(tensor, source, source.Length));
}

/// <summary>A tensor's metadata: sizes and strides in elements.</summary>
internal sealed record TensorDescription(
    long[] Sizes, long[] Strides, ScalarType Type, Device Device, bool RequiresGrad);
