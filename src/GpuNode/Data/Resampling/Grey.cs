namespace Distillery.GpuNode.Data.Resampling;

/// <summary>The brightness of colours.</summary>
internal static class Grey
{
    /// <summary>By the weights of ITU-R BT.601, in Pillow's fixed point (libImaging/Convert.c, L24).</summary>
    internal static byte Of(int red, int green, int blue) =>
        (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16);

    /// <param name="colors">Three planes.</param>
    /// <param name="grey">One.</param>
    internal static void FromRgb(ReadOnlySpan<byte> colors, Span<byte> grey)
    {
        int size = grey.Length;
        for (int i = 0; i < size; i++) grey[i] = Of(colors[i], colors[size + i], colors[(2 * size) + i]);
    }
}
