using System.Buffers.Binary;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Work;

/// <summary>The bytes and hashes of the vectors that make up a state.</summary>
internal static class StateVectors
{
    internal static IReadOnlyList<Tensor> Of(FlatWeights weights) => [weights.Parameters, weights.Buffers];

    /// <summary>A hash of the hashes of all vectors.</summary>
    internal static ulong Hash(IEnumerable<Tensor> vectors) => Combine(vectors.Select(Hash));

    /// <summary>A hash of several hashes, in order.</summary>
    internal static ulong Combine(IEnumerable<ulong> hashes)
    {
        ulong[] all = [.. hashes];
        byte[] bytes = new byte[all.Length * sizeof(ulong)];
        for (int i = 0; i < all.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), all[i]);
        return FastHash64.Of(bytes);
    }

    internal static long BytesOf(Tensor vector) => vector.NumberOfElements * vector.ElementSize;

    /// <summary>The vector's bytes in host memory: its own, or a copy of what is on a device.</summary>
    internal static ReadOnlyMemory<byte> HostBytes(Tensor vector)
    {
        if (vector.device_type == DeviceType.CPU) return vector.HostBytes();
        byte[] copy = new byte[BytesOf(vector)];
        vector.CopyBytesTo(copy);
        return copy;
    }

    private static ulong Hash(Tensor vector) => FastHash64.Of(HostBytes(vector).Span);
}
