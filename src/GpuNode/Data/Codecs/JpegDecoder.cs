using static Distillery.GpuNode.Data.Codecs.TurboJpeg;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>JPEG through libjpeg-turbo. Colour stays at the resolution that the file has it in, which spares bringing it to
/// full size only to shrink it again; a smaller image is decoded from fewer coefficients.</summary>
/// <remarks>Divisors other than powers of two are left out, because libjpeg-turbo has no vector code for them and full size is
/// quicker. CMYK and unusual subsampling go through interleaved pixels.</remarks>
internal sealed class JpegDecoder : IDisposable
{
    private const int CmykValues = 4;

    private TurboJpegHandle _decoder = TurboJpegHandle.Decoder();

    /// <returns>What is wrong with the image; null where all is well.</returns>
    internal string? Decode(ReadOnlySpan<byte> encoded, PlanarImage image, IScaleChoice chooseScale)
    {
        Complaint? complaint = DecodeWhole(encoded, image, chooseScale);
        if (complaint is null) return null;
        // libjpeg keeps a marker that it stumbled over, and would take the next image for damaged, too.
        _decoder.Dispose();
        _decoder = TurboJpegHandle.Decoder();
        return complaint is { } said && IsDamage(said) ? said.Text : null;
    }

    public void Dispose() => _decoder.Dispose();

    /// <summary>The extent of an image that is decoded smaller.</summary>
    internal static int Scaled(int extent, int divisor) => (extent + divisor - 1) / divisor;

    private Complaint? DecodeWhole(ReadOnlySpan<byte> encoded, PlanarImage image, IScaleChoice chooseScale)
    {
        Complaint? complaint = ReadHeader(
            _decoder, encoded, out int width, out int height, out int subsampling, out int colors);
        if (width <= 0 || height <= 0) return complaint ?? new Complaint("it has no pixels", IsFatal: true);
        if ((long)width * height > PlanarImage.MaximumPixels)
            return new Complaint($"it has {width}x{height} pixels, more than {PlanarImage.MaximumPixels}", IsFatal: true);
        int divisor = chooseScale.DivisorFor(width, height);
        if (complaint is not null) return DecodeRgb(encoded, image, width, height); // Unusual subsampling, say.
        if (colors == ColorsGrey) return DecodeGrey(encoded, image, width, height, divisor);
        if (colors > ColorsGrey) return DecodeCmyk(encoded, image, width, height);
        return colors == ColorsYCbCr && subsampling != SubsamplingGrey
            ? DecodeColor(encoded, image, (width, height), subsampling, divisor)
            : DecodeRgb(encoded, image, width, height);
    }

    private Complaint? DecodeGrey(ReadOnlySpan<byte> encoded, PlanarImage image, int width, int height, int divisor)
    {
        (int scaledWidth, int scaledHeight) = (Scaled(width, divisor), Scaled(height, divisor));
        image.Begin(width, height, PlaneColors.Grey);
        image.SetPlane(0, scaledWidth, scaledHeight, 1.0 / divisor, 1.0 / divisor);
        return DecodePixels(_decoder, encoded, scaledWidth, scaledHeight, PixelGrey, image.PlaneMemory[0]);
    }

    private Complaint? DecodeColor(
        ReadOnlySpan<byte> encoded, PlanarImage image, (int Width, int Height) full, int subsampling, int divisor)
    {
        (int width, int height) = (Scaled(full.Width, divisor), Scaled(full.Height, divisor));
        image.Begin(full.Width, full.Height, PlaneColors.YCbCr);
        // A plane of an even number of columns tells how much coarser colour is, whatever the image's own width.
        const int Even = 64;
        for (int plane = 0; plane < 3; plane++)
        {
            (int planeWidth, int planeHeight) = PlaneExtents(plane, width, height, subsampling);
            (int evenWidth, int evenHeight) = PlaneExtents(plane, Even, Even, subsampling);
            image.SetPlane(
                plane, planeWidth, planeHeight, (double)evenWidth / Even / divisor, (double)evenHeight / Even / divisor);
        }
        return DecodePlanes(_decoder, encoded, width, height, image.PlaneMemory, image.Strides);
    }

    private Complaint? DecodeRgb(ReadOnlySpan<byte> encoded, PlanarImage image, int width, int height)
    {
        Span<byte> pixels = image.Interleaved(width * height * 3);
        Complaint? complaint = DecodePixels(_decoder, encoded, width, height, PixelRgb, pixels);
        if (complaint is not { IsFatal: true }) InterleavedPixels.SplitRgb(pixels, width, height, 3, image);
        return complaint;
    }

    private Complaint? DecodeCmyk(ReadOnlySpan<byte> encoded, PlanarImage image, int width, int height)
    {
        Span<byte> pixels = image.Interleaved(width * height * CmykValues);
        Complaint? complaint = DecodePixels(_decoder, encoded, width, height, PixelCmyk, pixels);
        if (complaint is not { IsFatal: true })
            InterleavedPixels.SplitCmyk(pixels, width, height, isInverted: JpegMarkers.HasAdobe(encoded), image);
        return complaint;
    }

    /// <summary>Bytes between markers and an unknown colour transform hurt nobody, and ImageNet has such files; every other
    /// warning means that a part of the picture is missing or made up.</summary>
    private static bool IsDamage(Complaint complaint) =>
        complaint.IsFatal
        || !(complaint.Text.Contains("extraneous bytes", StringComparison.Ordinal)
            || complaint.Text.Contains("Adobe color transform", StringComparison.Ordinal));
}
