namespace Distillery.GpuNode.Data.Codecs;

/// <summary>PNG through libpng: palettes become colours, 16 bits become 8, alpha is dropped. Without scaled
/// decoding, which the format does not have.</summary>
internal static class PngDecoder
{
    /// <returns>What is wrong with the image; null where all is well.</returns>
    internal static string? Decode(ReadOnlySpan<byte> encoded, PlanarImage image, IScaleChoice chooseScale)
    {
        (int Width, int Height, int Channels) extent = default;
        string? problem = LibPng.Decode(encoded, (width, height, channels) =>
        {
            extent = (width, height, channels);
            if ((long)width * height > PlanarImage.MaximumPixels || width <= 0 || height <= 0) return [];
            chooseScale.DivisorFor(width, height);
            if (channels > 1) return image.Interleaved(width * height * channels);
            image.Begin(width, height, PlaneColors.Grey);
            image.SetPlane(0, width, height, 1, 1);
            return image.PlaneMemory[0];
        });
        (int width, int height, int channels) = extent;
        if (problem is not null) return problem;
        if ((long)width * height > PlanarImage.MaximumPixels)
            return $"it has {width}x{height} pixels, more than {PlanarImage.MaximumPixels}";
        if (channels > 1)
            InterleavedPixels.SplitRgb(image.Interleaved(width * height * channels), width, height, channels, image);
        return null;
    }
}
