using Distillery.GpuNode.Data.Resampling;

namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>Changes of colour as Pillow's ImageEnhance and ImageOps make them, with its rounding.</summary>
internal static class ColorOperations
{
    private const int Levels = 256;

    /// <summary>0 gives black, 1 the image itself.</summary>
    internal static void Brightness(in RgbPlanes image, float factor) => MapAll(image, value => Blend(0, value, factor));

    /// <summary>0 gives the mean grey, 1 the image itself.</summary>
    internal static void Contrast(in RgbPlanes image, float factor)
    {
        long sum = 0;
        for (int i = 0; i < image.PlaneSize; i++) sum += GreyAt(image, i);
        int mean = (int)(((double)sum / image.PlaneSize) + 0.5);
        MapAll(image, value => Blend(mean, value, factor));
    }

    /// <summary>0 gives grey, 1 the image itself.</summary>
    internal static void Saturation(in RgbPlanes image, float factor)
    {
        for (int i = 0; i < image.PlaneSize; i++)
        {
            int grey = GreyAt(image, i);
            for (int at = i; at < image.Values.Length; at += image.PlaneSize)
                image.Values[at] = Blend(grey, image.Values[at], factor);
        }
    }

    /// <summary>0 gives a smoothed image, 1 the image itself. The border stays as it is.</summary>
    internal static void Sharpness(in RgbPlanes image, float factor, Span<byte> scratch)
    {
        const float Weight = 1 / 13f;
        for (int channel = 0; channel < 3; channel++)
        {
            Span<byte> plane = image.Plane(channel);
            Span<byte> before = scratch[..image.PlaneSize];
            plane.CopyTo(before);
            for (int y = 1; y < image.Height - 1; y++)
            {
                for (int x = 1; x < image.Width - 1; x++)
                {
                    int at = (y * image.Width) + x;
                    int around = Three(before, at - image.Width) + Three(before, at) + Three(before, at + image.Width);
                    byte smooth = (byte)Math.Clamp(((around + (4 * before[at])) * Weight) + 0.5f, 0, 255);
                    plane[at] = Blend(smooth, before[at], factor);
                }
            }
        }
    }

    /// <summary>Keeps the upper bits of each value.</summary>
    internal static void Posterize(in RgbPlanes image, int bits)
    {
        int mask = ~((1 << (8 - bits)) - 1);
        MapAll(image, value => (byte)(value & mask));
    }

    /// <summary>Inverts values from the threshold on.</summary>
    internal static void Solarize(in RgbPlanes image, double threshold) =>
        MapAll(image, value => (byte)(value < threshold ? value : 255 - value));

    /// <summary>Stretches each channel over all values.</summary>
    internal static void AutoContrast(in RgbPlanes image)
    {
        Span<byte> table = stackalloc byte[Levels];
        Span<int> counts = stackalloc int[Levels];
        for (int channel = 0; channel < 3; channel++)
        {
            Span<byte> plane = image.Plane(channel);
            Count(plane, counts);
            int low = counts.IndexOfAnyExcept(0);
            int high = counts.LastIndexOfAnyExcept(0);
            if (high <= low) continue;
            double scale = 255.0 / (high - low);
            for (int value = 0; value < Levels; value++) table[value] = (byte)Math.Clamp((int)((value * scale) - (low * scale)), 0, 255);
            Map(plane, table);
        }
    }

    /// <summary>Makes all values of each channel about equally frequent.</summary>
    internal static void Equalize(in RgbPlanes image)
    {
        Span<byte> table = stackalloc byte[Levels];
        Span<int> counts = stackalloc int[Levels];
        for (int channel = 0; channel < 3; channel++)
        {
            Span<byte> plane = image.Plane(channel);
            Count(plane, counts);
            int step = (plane.Length - counts[counts.LastIndexOfAnyExcept(0)]) / 255;
            if (step == 0) continue;
            int below = step / 2;
            for (int value = 0; value < Levels; value++)
            {
                table[value] = (byte)Math.Min(below / step, 255);
                below += counts[value];
            }
            Map(plane, table);
        }
    }

    /// <summary>Between two values, or beyond the second: Pillow's Image.blend, which cuts fractions off.</summary>
    private static byte Blend(int first, int second, float factor) =>
        (byte)Math.Clamp(first + (factor * (second - first)), 0, 255);

    private static int Three(ReadOnlySpan<byte> plane, int at) => plane[at - 1] + plane[at] + plane[at + 1];

    private static int GreyAt(in RgbPlanes image, int at) => Grey.Of(
        image.Values[at], image.Values[image.PlaneSize + at], image.Values[(2 * image.PlaneSize) + at]);

    private static void Count(ReadOnlySpan<byte> plane, Span<int> counts)
    {
        counts.Clear();
        foreach (byte value in plane) counts[value]++;
    }

    private static void MapAll(in RgbPlanes image, Func<int, byte> change)
    {
        Span<byte> table = stackalloc byte[Levels];
        for (int value = 0; value < Levels; value++) table[value] = change(value);
        Map(image.Values, table);
    }

    private static void Map(Span<byte> values, ReadOnlySpan<byte> table)
    {
        foreach (ref byte value in values) value = table[value];
    }
}
