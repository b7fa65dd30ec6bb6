using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Distillery.GpuNode.Data.Resampling;

/// <summary>Turns rows into columns, so that one direction of a resize serves for both.</summary>
internal static class Transposition
{
    private const int Block = 8;

    /// <summary>Writes column x of the source as row x of the destination.</summary>
    /// <param name="destinationStride">At least the number of rows; what is behind them in a row stays as it is.</param>
    internal static void Apply(
        ReadOnlySpan<byte> source, int sourceStride, int rows, int columns, Span<byte> destination, int destinationStride)
    {
        int wholeRows = rows / Block * Block;
        int wholeColumns = columns / Block * Block;
        for (int y = 0; y < wholeRows; y += Block)
        {
            for (int x = 0; x < wholeColumns; x += Block)
            {
                TransposeBlock(
                    source[((y * sourceStride) + x)..], sourceStride,
                    destination[((x * destinationStride) + y)..], destinationStride);
            }
        }
        Rest(source, sourceStride, (0, rows), (wholeColumns, columns), destination, destinationStride);
        Rest(source, sourceStride, (wholeRows, rows), (0, wholeColumns), destination, destinationStride);
    }

    private static void Rest(
        ReadOnlySpan<byte> source, int sourceStride, (int First, int End) rows, (int First, int End) columns,
        Span<byte> destination, int destinationStride)
    {
        for (int y = rows.First; y < rows.End; y++)
        {
            for (int x = columns.First; x < columns.End; x++)
                destination[(x * destinationStride) + y] = source[(y * sourceStride) + x];
        }
    }

    /// <summary>Eight rows of eight bytes as eight numbers of 64 bits: halves are exchanged at distances of 4, 2 and 1 (Warren,
    /// "Hacker's Delight", section 7-3, with bytes for bits).</summary>
    private static void TransposeBlock(ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride)
    {
        _ = source[((Block - 1) * sourceStride) + Block - 1];
        _ = destination[((Block - 1) * destinationStride) + Block - 1];
        ref byte from = ref Unsafe.AsRef(in source[0]);
        ref byte to = ref destination[0];
        Vector128<byte> row01 = Zip(Row(ref from, sourceStride, 0), Row(ref from, sourceStride, 1));
        Vector128<byte> row23 = Zip(Row(ref from, sourceStride, 2), Row(ref from, sourceStride, 3));
        Vector128<byte> row45 = Zip(Row(ref from, sourceStride, 4), Row(ref from, sourceStride, 5));
        Vector128<byte> row67 = Zip(Row(ref from, sourceStride, 6), Row(ref from, sourceStride, 7));
        (Vector128<uint> low03, Vector128<uint> high03) = ZipPairs(row01.AsUInt16(), row23.AsUInt16());
        (Vector128<uint> low47, Vector128<uint> high47) = ZipPairs(row45.AsUInt16(), row67.AsUInt16());
        StoreColumns(ref to, destinationStride, 0, low03, low47);
        StoreColumns(ref to, destinationStride, 4, high03, high47);
    }

    private static ulong Row(ref byte from, int stride, int row) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, row * stride));

    /// <summary>The bytes of two rows in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Zip(ulong upper, ulong lower) => Vector128.Shuffle(
        Vector128.Create(upper, lower).AsByte(),
        Vector128.Create((byte)0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));

    /// <summary>The pairs of two pairs of rows in turns: four bytes of a column each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<uint> Low, Vector128<uint> High) ZipPairs(Vector128<ushort> upper, Vector128<ushort> lower)
    {
        (Vector128<uint> upperLow, Vector128<uint> upperHigh) = Vector128.Widen(upper);
        (Vector128<uint> lowerLow, Vector128<uint> lowerHigh) = Vector128.Widen(lower);
        return (upperLow | (lowerLow << 16), upperHigh | (lowerHigh << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(ref byte to, int stride, int first, Vector128<uint> upper, Vector128<uint> lower)
    {
        for (int i = 0; i < 4; i++)
        {
            ulong column = upper.GetElement(i) | ((ulong)lower.GetElement(i) << 32);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, (first + i) * stride), column);
        }
    }
}
