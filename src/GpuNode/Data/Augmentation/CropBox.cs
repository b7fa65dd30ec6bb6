using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>A part of an image, in its pixels.</summary>
internal readonly record struct CropBox(int Left, int Top, int Width, int Height)
{
    private const int Attempts = 10;

    /// <summary>Draws a crop as torchvision's RandomResizedCrop.get_params does: area and ratio at random, ten attempts, then
    /// the largest centred part whose ratio is allowed.</summary>
    internal static CropBox Draw(CropSettings settings, int width, int height, ref RandomStream stream)
    {
        double area = (double)width * height;
        (double lowest, double highest) = (Math.Log(settings.SmallestRatio), Math.Log(settings.LargestRatio));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double share = settings.SmallestShare + (stream.NextDouble() * (settings.LargestShare - settings.SmallestShare));
            double ratio = Math.Exp(lowest + (stream.NextDouble() * (highest - lowest)));
            int cropWidth = (int)Math.Round(Math.Sqrt(area * share * ratio));
            int cropHeight = (int)Math.Round(Math.Sqrt(area * share / ratio));
            if (cropWidth <= 0 || cropWidth > width || cropHeight <= 0 || cropHeight > height) continue;
            int top = stream.NextInt(height - cropHeight + 1);
            int left = stream.NextInt(width - cropWidth + 1);
            return new CropBox(left, top, cropWidth, cropHeight);
        }
        return Centered(settings, width, height);
    }

    private static CropBox Centered(CropSettings settings, int width, int height)
    {
        double ratio = (double)width / height;
        (int cropWidth, int cropHeight) = (width, height);
        if (ratio < settings.SmallestRatio) cropHeight = (int)Math.Round(width / settings.SmallestRatio);
        else if (ratio > settings.LargestRatio) cropWidth = (int)Math.Round(height * settings.LargestRatio);
        (cropWidth, cropHeight) = (Math.Max(1, cropWidth), Math.Max(1, cropHeight));
        return new CropBox((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
    }
}
