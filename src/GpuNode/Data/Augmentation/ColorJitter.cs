using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>Changes brightness, contrast, saturation and hue at random and in random order (torchvision's
/// ColorJitter).</summary>
/// <param name="Brightness">Factors are drawn from 1 - x, at least 0, to 1 + x.</param>
/// <param name="Contrast">Likewise.</param>
/// <param name="Saturation">Likewise.</param>
/// <param name="Hue">Turns are drawn from -x to x, 0 to 0.5.</param>
public sealed record ColorJitter(double Brightness, double Contrast, double Saturation, double Hue)
{
    private const int KindCount = 4;

    internal bool IsOff => Brightness == 0 && Contrast == 0 && Saturation == 0 && Hue == 0;

    internal void Apply(in RgbPlanes image, ref RandomStream stream)
    {
        Span<int> order = stackalloc int[KindCount];
        stream.FillPermutation(order);
        float brightness = Factor(Brightness, ref stream);
        float contrast = Factor(Contrast, ref stream);
        float saturation = Factor(Saturation, ref stream);
        double hue = ((2 * stream.NextDouble()) - 1) * Hue;
        foreach (int kind in order)
        {
            if (kind == 0 && Brightness > 0) ColorOperations.Brightness(image, brightness);
            else if (kind == 1 && Contrast > 0) ColorOperations.Contrast(image, contrast);
            else if (kind == 2 && Saturation > 0) ColorOperations.Saturation(image, saturation);
            else if (kind == 3 && Hue > 0) HueOperation.Apply(image, hue);
        }
    }

    private static float Factor(double extent, ref RandomStream stream)
    {
        double least = Math.Max(0, 1 - extent);
        return (float)(least + (stream.NextDouble() * (1 + extent - least)));
    }
}
