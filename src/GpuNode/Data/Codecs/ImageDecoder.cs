namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Decodes JPEG, PNG and raw images into planes. One thread uses it at a time; its memory serves one image after the
/// other.</summary>
/// <remarks>The format is told by the first bytes, for file names lie: ImageNet has a PNG named .JPEG. Orientation in EXIF is
/// ignored, and so are colour profiles, as torchvision does.</remarks>
internal sealed class ImageDecoder : IDisposable
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly JpegDecoder _jpeg = new();

    /// <summary>The image decoded last.</summary>
    internal PlanarImage Image { get; } = new();

    internal static EncodedFormat FormatOf(ReadOnlySpan<byte> encoded)
    {
        if (encoded is [0xFF, 0xD8, 0xFF, ..]) return EncodedFormat.Jpeg;
        if (encoded.StartsWith(PngSignature)) return EncodedFormat.Png;
        return encoded.StartsWith(RawPixels.Signature) ? EncodedFormat.Raw : EncodedFormat.Unknown;
    }

    /// <summary>Reads how large an image is and decodes it, in two steps so that what is needed of it can be drawn
    /// between them.</summary>
    /// <param name="chooseScale">From the full width and height to how many times smaller it may be decoded at least: 1, 2,
    /// 4 or 8. Called once, before anything is decoded; only JPEG takes notice of the answer.</param>
    /// <returns>What is wrong with the image; null where all is well.</returns>
    internal string? Decode(ReadOnlySpan<byte> encoded, IScaleChoice chooseScale)
    {
        Image.Trim();
        return FormatOf(encoded) switch
        {
            EncodedFormat.Jpeg => _jpeg.Decode(encoded, Image, chooseScale),
            EncodedFormat.Png => PngDecoder.Decode(encoded, Image, chooseScale),
            EncodedFormat.Raw => RawPixels.Decode(encoded, Image, chooseScale),
            _ when encoded.IsEmpty => "it is empty",
            _ => "it is neither JPEG nor PNG",
        };
    }

    public void Dispose() => _jpeg.Dispose();
}
