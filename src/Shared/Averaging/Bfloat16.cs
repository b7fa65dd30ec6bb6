using System.Numerics;
using System.Runtime.CompilerServices;

namespace Distillery.Shared.Averaging;

/// <summary>Rounding to bfloat16, the upper half of a Float32: to the nearest, and from half-way to the even one, as
/// processors and libtorch do. What is not a number stays so.</summary>
internal static class Bfloat16
{
    private const uint QuietNumber = 0x0040_0000; // Keeps a NaN one, when all its lower bits are cut off.
    private const uint UpperHalf = 0xFFFF_0000;

    /// <summary>The nearest bfloat16, as a Float32.</summary>
    internal static float Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return BitConverter.UInt32BitsToSingle((bits | QuietNumber) & UpperHalf);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & UpperHalf);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Round(Vector<float> values)
    {
        Vector<uint> bits = Vector.AsVectorUInt32(values);
        Vector<uint> rounded = bits + new Vector<uint>(0x7FFF) + ((bits >>> 16) & Vector<uint>.One);
        Vector<uint> isNumber = Vector.AsVectorUInt32(Vector.Equals(values, values));
        Vector<uint> chosen = Vector.ConditionalSelect(isNumber, rounded, bits | new Vector<uint>(QuietNumber));
        return Vector.AsVectorSingle(chosen & new Vector<uint>(UpperHalf));
    }

    internal static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    internal static void Widen(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        int at = 0;
        for (; at <= source.Length - Vector<ushort>.Count; at += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[at..]), out Vector<uint> low, out Vector<uint> high);
            Vector.AsVectorSingle(low << 16).CopyTo(destination[at..]);
            Vector.AsVectorSingle(high << 16).CopyTo(destination[(at + Vector<uint>.Count)..]);
        }
        for (; at < source.Length; at++) destination[at] = Widen(source[at]);
    }

    /// <summary>Rounds and packs.</summary>
    internal static void Narrow(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        int at = 0;
        for (; at <= source.Length - Vector<ushort>.Count; at += Vector<ushort>.Count)
        {
            Vector<uint> low = Vector.AsVectorUInt32(Round(new Vector<float>(source[at..]))) >>> 16;
            Vector<uint> high = Vector.AsVectorUInt32(Round(new Vector<float>(source[(at + Vector<float>.Count)..]))) >>> 16;
            Vector.Narrow(low, high).CopyTo(destination[at..]);
        }
        for (; at < source.Length; at++) destination[at] = (ushort)(BitConverter.SingleToUInt32Bits(Round(source[at])) >> 16);
    }
}
