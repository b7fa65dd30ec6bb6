using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Weights;

/// <summary>Element and byte counts of shapes that come from a file, so may be negative or overflow.</summary>
internal static class ArraySize
{
    public static bool TryElementCount(IReadOnlyList<long> shape, out long count)
    {
        count = 1;
        foreach (long size in shape)
        {
            if (size < 0 || Math.BigMul(count, size) > long.MaxValue) return false;
            count *= size;
        }
        return true;
    }

    public static bool TryByteCount(IReadOnlyList<long> shape, ScalarType type, out long byteCount)
    {
        byteCount = 0;
        if (!TryElementCount(shape, out long count) || count > long.MaxValue / type.SizeInBytes()) return false;
        byteCount = count * type.SizeInBytes();
        return true;
    }

    public static string Describe(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
