using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>A few operations out of fourteen, each as likely, all of one strength.</summary>
/// <remarks>Source: Cubuk et al., "RandAugment: Practical automated data augmentation with a reduced search space"
/// (NeurIPS 2020), with the operations and strengths of torchvision's RandAugment: 31 levels, nearest pixels, black
/// outside.</remarks>
/// <param name="Operations">How many are applied one after the other; 0 for none.</param>
/// <param name="Magnitude">The level, 0 to 30.</param>
public sealed record RandAugment(int Operations, int Magnitude)
{
    /// <summary>The highest level.</summary>
    public const int MaximumMagnitude = 30;

    private const int KindCount = 14;
    private const double LargestShear = 0.3;
    private const double LargestMove = 150.0 / 331; // of the extent
    private const double LargestTurn = 30;
    private const double LargestChange = 0.9;

    /// <param name="scratch">As large as the image.</param>
    internal void Apply(in RgbPlanes image, Span<byte> scratch, ref RandomStream stream)
    {
        for (int i = 0; i < Operations; i++)
        {
            int kind = stream.NextInt(KindCount);
            int sign = stream.NextInt(2) == 1 ? -1 : 1;
            ApplyOne(kind, sign, image, scratch);
        }
    }

    /// <summary>Applies one kind, by torchvision's order of kinds.</summary>
    internal void ApplyOne(int kind, int sign, in RgbPlanes image, Span<byte> scratch)
    {
        double level = (double)Magnitude / MaximumMagnitude;
        double signed = sign * level;
        float factor = (float)(1 + (signed * LargestChange));
        switch (kind)
        {
            case 1: AffineOperation.ShearX(signed * LargestShear).Apply(image, scratch); break;
            case 2: AffineOperation.ShearY(signed * LargestShear).Apply(image, scratch); break;
            case 3: AffineOperation.Move((int)(signed * LargestMove * image.Width), 0).Apply(image, scratch); break;
            case 4: AffineOperation.Move(0, (int)(signed * LargestMove * image.Height)).Apply(image, scratch); break;
            case 5: AffineOperation.Rotate(signed * LargestTurn, image.Width, image.Height).Apply(image, scratch); break;
            case 6: ColorOperations.Brightness(image, factor); break;
            case 7: ColorOperations.Saturation(image, factor); break;
            case 8: ColorOperations.Contrast(image, factor); break;
            case 9: ColorOperations.Sharpness(image, factor, scratch); break;
            case 10: ColorOperations.Posterize(image, 8 - (int)Math.Round(Magnitude / (MaximumMagnitude / 4.0))); break;
            case 11: ColorOperations.Solarize(image, 255 * (1 - level)); break;
            case 12: ColorOperations.AutoContrast(image); break;
            case 13: ColorOperations.Equalize(image); break;
            default: break; // The image itself.
        }
    }
}
