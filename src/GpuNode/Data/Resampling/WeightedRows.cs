using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Distillery.GpuNode.Data.Resampling;

/// <summary>Makes rows out of weighted sums of rows: one direction of a resize, all columns at once.</summary>
/// <remarks>Whole numbers throughout, so every processor gives the same bits.</remarks>
internal static class WeightedRows
{
    /// <summary>Rows are handled in blocks of so many bytes; strides are multiples of it.</summary>
    internal const int BlockBytes = 16;

    private const int Half = 1 << (ResampleAxis.FractionBits - 1);

    /// <summary>The stride of a scratch row that holds so many bytes.</summary>
    internal static int StrideFor(int byteCount) => (byteCount + BlockBytes - 1) / BlockBytes * BlockBytes;

    /// <param name="source">Rows from number <paramref name="firstRow"/> on, each of the source's stride.</param>
    /// <param name="destination">As many rows as the axis has samples.</param>
    /// <param name="stride">Bytes from row to row on both sides; all of them are computed.</param>
    internal static void Apply(
        ReadOnlySpan<byte> source, int firstRow, int stride, ResampleAxis axis, Span<byte> destination)
    {
        int rowCount = source.Length / stride;
        for (int row = 0; row < axis.Count; row++)
        {
            int start = axis.StartOf(row) - firstRow;
            // Weights behind the last row are 0, and that row does not exist.
            ReadOnlySpan<int> weights = axis.WeightsOf(row)[..Math.Min(axis.Taps, rowCount - start)];
            Sum(source[(start * stride)..], stride, weights.TrimEnd(0), destination.Slice(row * stride, stride));
        }
    }

    private static void Sum(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(((weights.Length - 1) * stride) + destination.Length, rows.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length % BlockBytes, 0);
        ref byte source = ref Unsafe.AsRef(in rows[0]);
        ref byte target = ref destination[0];
        for (int column = 0; column < destination.Length; column += BlockBytes)
        {
            Vector256<int> low = Vector256.Create(Half);
            Vector256<int> high = low;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector256<int> weight = Vector256.Create(weights[tap]);
                nint at = (tap * (nint)stride) + column;
                low += Load(ref source, at) * weight;
                high += Load(ref source, at + 8) * weight;
            }
            Narrow(low, high).StoreUnsafe(ref target, (nuint)column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ref byte source, nint at)
    {
        ulong bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref source, at));
        Vector128<byte> eight = Vector128.CreateScalar(bytes).AsByte();
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(eight);
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(Vector128.WidenLower(eight));
        return Vector256.Create(low, high).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector256<int> low, Vector256<int> high)
    {
        Vector256<int> white = Vector256.Create(255);
        low = Vector256.Min(Vector256.Max(low >> ResampleAxis.FractionBits, Vector256<int>.Zero), white);
        high = Vector256.Min(Vector256.Max(high >> ResampleAxis.FractionBits, Vector256<int>.Zero), white);
        Vector256<ushort> shorts = Vector256.Narrow(low.AsUInt32(), high.AsUInt32());
        return Vector128.Narrow(shorts.GetLower(), shorts.GetUpper());
    }
}
