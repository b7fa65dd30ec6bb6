using System.Buffers.Binary;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Reads what the header of an encoded image says.</summary>
public static class ImageHeaders
{
    private const int PngWidthAt = 16;
    private const int PngHeightAt = 20;

    /// <returns>"JPEG", "PNG", "raw" or "unreadable", and the extent in pixels, 0 where it is not known.</returns>
    public static (string Format, int Width, int Height) Read(ReadOnlySpan<byte> encoded)
    {
        EncodedFormat format = ImageDecoder.FormatOf(encoded);
        if (format == EncodedFormat.Png && encoded.Length >= PngHeightAt + 4)
        {
            return ("PNG", BinaryPrimitives.ReadInt32BigEndian(encoded[PngWidthAt..]),
                BinaryPrimitives.ReadInt32BigEndian(encoded[PngHeightAt..]));
        }
        if (format == EncodedFormat.Raw)
        {
            (int rawWidth, int rawHeight) = RawPixels.ReadHead(encoded, out _);
            return ("raw", rawWidth, rawHeight);
        }
        if (format != EncodedFormat.Jpeg) return ("unreadable", 0, 0);
        using TurboJpegHandle decoder = TurboJpegHandle.Decoder();
        TurboJpeg.ReadHeader(decoder, encoded, out int width, out int height, out int _, out int _);
        return width > 0 ? ("JPEG", width, height) : ("unreadable", 0, 0);
    }
}
