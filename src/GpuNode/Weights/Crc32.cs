namespace Distillery.GpuNode.Weights;

/// <summary>The CRC-32 of zip files (ITU-T V.42, reflected, polynomial 0x04C11DB7).</summary>
internal static class Crc32
{
    private const uint ReflectedPolynomial = 0xEDB88320;
    private const int BitsPerByte = 8;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Remainder((uint)value))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = Table[(byte)(crc ^ value)] ^ (crc >> BitsPerByte);
        return ~crc;
    }

    private static uint Remainder(uint value)
    {
        for (int bit = 0; bit < BitsPerByte; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ ReflectedPolynomial;
        return value;
    }
}
