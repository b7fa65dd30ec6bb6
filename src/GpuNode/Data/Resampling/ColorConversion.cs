using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Distillery.GpuNode.Data.Resampling;

/// <summary>From brightness and colour differences to red, green and blue.</summary>
/// <remarks>Source: JFIF 1.02, "Color space", in fixed point with 16 bits behind the point as in libjpeg's jdcolor.c. Whole
/// numbers throughout, so every processor gives the same bits.</remarks>
internal static class ColorConversion
{
    private const int FractionBits = 16;
    private const int Half = 1 << (FractionBits - 1);
    private const int RedOfRed = 91881;    // 1.402
    private const int GreenOfBlue = 22554; // 0.344136
    private const int GreenOfRed = 46802;  // 0.714136
    private const int BlueOfBlue = 116130; // 1.772
    private const int Middle = 128;
    private const int Lanes = 8;

    /// <summary>Converts three planes in place: brightness becomes red, blue difference green, red difference
    /// blue.</summary>
    internal static void ToRgb(Span<byte> first, Span<byte> second, Span<byte> third)
    {
        int whole = first.Length / Lanes * Lanes;
        for (int i = 0; i < whole; i += Lanes)
        {
            Vector256<int> light = Load(first, i);
            Vector256<int> blue = Load(second, i) - Vector256.Create(Middle);
            Vector256<int> red = Load(third, i) - Vector256.Create(Middle);
            Store(light + (((red * RedOfRed) + Vector256.Create(Half)) >> FractionBits), first, i);
            Store(light + ((Vector256.Create(Half) - (blue * GreenOfBlue) - (red * GreenOfRed)) >> FractionBits), second, i);
            Store(light + (((blue * BlueOfBlue) + Vector256.Create(Half)) >> FractionBits), third, i);
        }
        for (int i = whole; i < first.Length; i++)
        {
            (int light, int blue, int red) = (first[i], second[i] - Middle, third[i] - Middle);
            first[i] = Clamp(light + (((red * RedOfRed) + Half) >> FractionBits));
            second[i] = Clamp(light + ((Half - (blue * GreenOfBlue) - (red * GreenOfRed)) >> FractionBits));
            third[i] = Clamp(light + (((blue * BlueOfBlue) + Half) >> FractionBits));
        }
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ReadOnlySpan<byte> plane, int at)
    {
        Vector128<byte> eight = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(in plane.Slice(at, Lanes)[0])).AsByte();
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(eight);
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(Vector128.WidenLower(eight));
        return Vector256.Create(low, high).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> values, Span<byte> plane, int at)
    {
        Vector256<uint> clamped =
            Vector256.Min(Vector256.Max(values, Vector256<int>.Zero), Vector256.Create(255)).AsUInt32();
        Vector128<ushort> shorts = Vector128.Narrow(clamped.GetLower(), clamped.GetUpper());
        ulong bytes = Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar();
        Unsafe.WriteUnaligned(ref plane.Slice(at, Lanes)[0], bytes);
    }
}
