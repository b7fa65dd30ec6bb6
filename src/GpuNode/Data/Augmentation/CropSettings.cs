namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>From which crops random resized crops are drawn (torchvision's RandomResizedCrop).</summary>
/// <param name="SmallestShare">The least share of the image's area.</param>
/// <param name="LargestShare">The largest share.</param>
/// <param name="SmallestRatio">The least width over height.</param>
/// <param name="LargestRatio">The largest width over height.</param>
public sealed record CropSettings(double SmallestShare, double LargestShare, double SmallestRatio, double LargestRatio)
{
    /// <summary>What networks for ImageNet are commonly trained with.</summary>
    public static CropSettings Standard { get; } = new(0.08, 1, 3.0 / 4, 4.0 / 3);
}
