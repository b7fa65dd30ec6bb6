using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Images that are no more than their pixels: binary PPM of 8 bits a colour (netpbm's ppm(5)), without comments.</summary>
internal static class RawPixels
{
    private const int Colors = 3;

    internal static ReadOnlySpan<byte> Signature => "P6\n"u8;

    /// <summary>What stands before rows of red, green and blue bytes.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="byteCount">Of all rows; a last one that is not whole is left out.</param>
    internal static byte[] HeadOf(int width, int byteCount) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"P6\n{width} {byteCount / (Colors * width)}\n255\n"));

    /// <returns>The extent, 0 where the head is not one, and the pixels.</returns>
    internal static (int Width, int Height) ReadHead(ReadOnlySpan<byte> encoded, out ReadOnlySpan<byte> pixels)
    {
        pixels = [];
        ReadOnlySpan<byte> rest = encoded[Signature.Length..];
        if (!Utf8Parser.TryParse(rest, out int width, out int digits) || digits >= rest.Length) return default;
        rest = rest[(digits + 1)..];
        if (!Utf8Parser.TryParse(rest, out int height, out digits)) return default;
        ReadOnlySpan<byte> deep = "\n255\n"u8;
        if (!rest[digits..].StartsWith(deep) || width <= 0 || height <= 0) return default;
        pixels = rest[(digits + deep.Length)..];
        return (width, height);
    }

    /// <returns>What is wrong with the image; null where all is well.</returns>
    internal static string? Decode(ReadOnlySpan<byte> encoded, PlanarImage image, IScaleChoice chooseScale)
    {
        (int width, int height) = ReadHead(encoded, out ReadOnlySpan<byte> pixels);
        if (width == 0) return "it has raw pixels without their extent";
        if ((long)width * height > PlanarImage.MaximumPixels)
            return $"it has {width}x{height} pixels, more than {PlanarImage.MaximumPixels}";
        if (pixels.Length < Colors * width * height) return $"it ends too early: {width}x{height} raw pixels are {pixels.Length} bytes";
        chooseScale.DivisorFor(width, height);
        InterleavedPixels.SplitRgb(pixels, width, height, Colors, image);
        return null;
    }
}
