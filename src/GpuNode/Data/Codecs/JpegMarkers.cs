using System.Buffers.Binary;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Looks at the segments of a JPEG file before its first scan (ITU T.81, annex B).</summary>
internal static class JpegMarkers
{
    private const byte StartOfScan = 0xDA;
    private const byte Application14 = 0xEE;

    /// <summary>Whether the file has Adobe's segment, whose CMYK values are those of a negative.</summary>
    internal static bool HasAdobe(ReadOnlySpan<byte> encoded)
    {
        int position = 2; // After the start of the image.
        while (position + 4 <= encoded.Length && encoded[position] == 0xFF)
        {
            byte marker = encoded[position + 1];
            if (marker == StartOfScan) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(encoded[(position + 2)..]);
            ReadOnlySpan<byte> content = encoded[(position + 4)..Math.Min(encoded.Length, position + 2 + Math.Max(2, length))];
            if (marker == Application14 && content.StartsWith("Adobe"u8)) return true;
            position += 2 + Math.Max(2, length);
        }
        return false;
    }
}
