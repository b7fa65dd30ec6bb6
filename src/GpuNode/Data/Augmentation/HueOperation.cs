namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>Turns the hue, as torchvision's adjust_hue on Pillow's HSV images of 8 bits does (libImaging/Convert.c).</summary>
internal static class HueOperation
{
    /// <param name="turn">In whole turns, -0.5 to 0.5.</param>
    internal static void Apply(in RgbPlanes image, double turn)
    {
        byte shift = unchecked((byte)(int)(turn * 255));
        (int second, int third) = (image.PlaneSize, 2 * image.PlaneSize);
        for (int i = 0; i < image.PlaneSize; i++)
        {
            (byte hue, byte saturation, byte value) =
                ToHsv(image.Values[i], image.Values[second + i], image.Values[third + i]);
            (image.Values[i], image.Values[second + i], image.Values[third + i]) =
                ToRgb(unchecked((byte)(hue + shift)), saturation, value);
        }
    }

    private static (byte Hue, byte Saturation, byte Value) ToHsv(byte red, byte green, byte blue)
    {
        byte most = Math.Max(red, Math.Max(green, blue));
        byte least = Math.Min(red, Math.Min(green, blue));
        if (most == least) return (0, 0, most);
        float range = most - least;
        float redPart = (most - red) / range;
        float greenPart = (most - green) / range;
        float bluePart = (most - blue) / range;
        float sixth = red == most ? bluePart - greenPart
            : green == most ? 2 + redPart - bluePart : 4 + greenPart - redPart;
        double hue = ((sixth / 6.0) + 1) % 1;
        return ((byte)(hue * 255), (byte)(range / most * 255.0), most);
    }

    private static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        if (saturation == 0) return (value, value, value);
        float sixth = hue * 6.0f / 255.0f;
        int sector = (int)sixth;
        float fraction = sixth - sector;
        float share = saturation / 255.0f;
        byte low = Rounded(value * (1 - share));
        byte falling = Rounded(value * (1 - (share * fraction)));
        byte rising = Rounded(value * (1 - (share * (1 - fraction))));
        return (sector % 6) switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static byte Rounded(float value) => (byte)MathF.Round(value, MidpointRounding.AwayFromZero);
}
