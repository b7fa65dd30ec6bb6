namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Between interleaved pixels and planes.</summary>
internal static class InterleavedPixels
{
    /// <param name="valueCount">Values of a pixel, of which the first three are red, green and blue; alpha is dropped, as
    /// Pillow's convert("RGB") does.</param>
    internal static void SplitRgb(ReadOnlySpan<byte> pixels, int width, int height, int valueCount, PlanarImage image)
    {
        Begin(width, height, image);
        for (int plane = 0; plane < 3; plane++)
        {
            byte[] values = image.PlaneMemory[plane];
            for (int i = 0, from = plane; i < width * height; i++, from += valueCount) values[i] = pixels[from];
        }
    }

    /// <summary>Red is what cyan and black leave of white, and so on; without colour management, as Pillow does it.</summary>
    internal static void SplitCmyk(ReadOnlySpan<byte> pixels, int width, int height, bool isInverted, PlanarImage image)
    {
        Begin(width, height, image);
        int flip = isInverted ? 0 : 255;
        for (int plane = 0; plane < 3; plane++)
        {
            byte[] values = image.PlaneMemory[plane];
            for (int i = 0; i < width * height; i++)
            {
                int light = pixels[(i * 4) + plane] ^ flip;
                int lightOfBlack = pixels[(i * 4) + 3] ^ flip;
                values[i] = (byte)(((light * lightOfBlack) + 127) / 255);
            }
        }
    }

    /// <summary>Planes as interleaved pixels.</summary>
    internal static byte[] FromPlanes(ReadOnlySpan<byte> planes, int channels)
    {
        byte[] pixels = new byte[planes.Length];
        int size = planes.Length / channels;
        for (int plane = 0; plane < channels; plane++)
        {
            for (int i = 0; i < size; i++) pixels[(i * channels) + plane] = planes[(plane * size) + i];
        }
        return pixels;
    }

    private static void Begin(int width, int height, PlanarImage image)
    {
        image.Begin(width, height, PlaneColors.Rgb);
        for (int plane = 0; plane < 3; plane++) image.SetPlane(plane, width, height, 1, 1);
    }
}
