using Distillery.GpuNode.Data.Resampling;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>What becomes of encoded images of any size. Immutable: any number of threads may use it.</summary>
/// <remarks>For training: random resized crop, mirror image with probability 1/2, colour jitter, RandAugment, in that order.
/// For evaluation: the shorter side is resized and the middle cut out. All that is random comes from one stream an image and
/// epoch.</remarks>
/// <param name="Shape">The shape of prepared images: 3 channels, or 1 for grey.</param>
/// <param name="ShorterSide">To how many pixels an evaluation resizes the shorter side.</param>
/// <param name="Normalization">What the networks make of the bytes.</param>
/// <param name="IsScaledDecodingAllowed">Whether an image may be decoded smaller than it is, where that suffices.</param>
public sealed record EncodedPipeline(
    ImageShape Shape, int ShorterSide, CropSettings Crop, bool Flip, ColorJitter Jitter, RandAugment RandAugment,
    Normalization Normalization, bool IsScaledDecodingAllowed)
{
    private const string StreamName = "augmentation"; // Part of every run's outcome: never renamed.

    /// <summary>Where an image's random numbers come from.</summary>
    internal static RandomStream StreamOf(long seed, int epoch, int sample) =>
        RandomStream.Named(seed, StreamName, epoch, sample);

    /// <summary>Draws what part of an image is shown, and whether mirrored.</summary>
    internal ResampleWindow DrawWindow(int width, int height, ref RandomStream stream)
    {
        CropBox box = CropBox.Draw(Crop, width, height, ref stream);
        bool mirror = Flip && stream.NextInt(2) == 1;
        return ResampleWindow.Whole(box.Left, box.Top, box.Width, box.Height, Shape, mirror);
    }

    /// <summary>The middle of the image after its shorter side was resized (torchvision's Resize and CenterCrop).</summary>
    internal ResampleWindow EvaluationWindow(int width, int height)
    {
        bool isWide = width >= height;
        int scaledWidth = isWide ? (int)((long)ShorterSide * width / height) : ShorterSide;
        int scaledHeight = isWide ? ShorterSide : (int)((long)ShorterSide * height / width);
        int left = (int)Math.Round((scaledWidth - Shape.Width) / 2.0);
        int top = (int)Math.Round((scaledHeight - Shape.Height) / 2.0);
        return new ResampleWindow(
            0, 0, width, height, scaledWidth, scaledHeight, left, top, Shape.Width, Shape.Height, Mirror: false);
    }

    /// <summary>Changes the colours and geometry of a cropped image.</summary>
    /// <param name="scratch">As large as the image.</param>
    internal void Augment(Span<byte> image, Span<byte> scratch, ref RandomStream stream)
    {
        if (Shape.Channels != 3) return; // Refused by the configuration where colours are to be changed.
        RgbPlanes planes = new(image, Shape.Width, Shape.Height);
        if (!Jitter.IsOff) Jitter.Apply(planes, ref stream);
        RandAugment.Apply(planes, scratch, ref stream);
    }
}
