using System.Runtime.InteropServices;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests;

internal static class TensorFilling
{
    /// <summary>Overwrites all elements, row-major.</summary>
    internal static void CopyFrom<T>(this Tensor tensor, ReadOnlySpan<T> values) where T : unmanaged =>
        tensor.CopyBytesFrom(MemoryMarshal.AsBytes(values));
}
