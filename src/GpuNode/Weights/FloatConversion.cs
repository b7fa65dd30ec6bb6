using System.Runtime.InteropServices;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Weights;

/// <summary>Converts between the floating-point element types, by way of double, which holds all exactly.</summary>
internal static class FloatConversion
{
    private const int BFloat16DroppedBits = 16;

    public static byte[] Convert(ReadOnlySpan<byte> source, ScalarType from, ScalarType to)
    {
        if (!from.IsFloatingPoint() || !to.IsFloatingPoint())
            throw new ArgumentException($"only floating-point arrays are converted, not {from} to {to}");
        byte[] result = new byte[source.Length / from.SizeInBytes() * to.SizeInBytes()];
        for (int i = 0; i < source.Length / from.SizeInBytes(); i++) Write(result, to, i, Read(source, from, i));
        return result;
    }

    private static double Read(ReadOnlySpan<byte> bytes, ScalarType type, int index) => type switch
    {
        ScalarType.Float16 => (double)MemoryMarshal.Cast<byte, Half>(bytes)[index],
        ScalarType.BFloat16 => FromBFloat16(MemoryMarshal.Cast<byte, ushort>(bytes)[index]),
        ScalarType.Float32 => MemoryMarshal.Cast<byte, float>(bytes)[index],
        _ => MemoryMarshal.Cast<byte, double>(bytes)[index],
    };

    private static void Write(Span<byte> bytes, ScalarType type, int index, double value)
    {
        switch (type)
        {
            case ScalarType.Float16: MemoryMarshal.Cast<byte, Half>(bytes)[index] = (Half)value; break;
            case ScalarType.BFloat16: MemoryMarshal.Cast<byte, ushort>(bytes)[index] = ToBFloat16((float)value); break;
            case ScalarType.Float32: MemoryMarshal.Cast<byte, float>(bytes)[index] = (float)value; break;
            default: MemoryMarshal.Cast<byte, double>(bytes)[index] = value; break;
        }
    }

    private static double FromBFloat16(ushort bits) =>
        BitConverter.UInt32BitsToSingle((uint)bits << BFloat16DroppedBits);

    private static ushort ToBFloat16(float value)
    {
        // Rounding up could carry a NaN's fraction into its exponent, so a NaN gets a fixed pattern.
        if (float.IsNaN(value)) return 0x7FC0;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint toNearestEven = 0x7FFF + ((bits >> BFloat16DroppedBits) & 1);
        return (ushort)((bits + toNearestEven) >> BFloat16DroppedBits);
    }
}
