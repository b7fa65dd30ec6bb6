using Distillery.Shared;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data;

/// <summary>Pads and augments images of one shape, as bytes.</summary>
/// <remarks>For training: zero padding, a random crop back to the output size, and a mirror image with probability
/// 1/2, in that order. Padded pixels are black before they are normalised, so that the order is that of torchvision's
/// RandomCrop, RandomHorizontalFlip, ToTensor, Normalize. Immutable and free of allocation: any number of threads may use
/// it.</remarks>
public sealed class ImagePipeline
{
    /// <summary>The most padding on each side, in pixels: more would be nearly all black.</summary>
    public const int MaximumPadding = 256;

    private const string StreamName = "augmentation"; // Part of every run's outcome: never renamed.

    private readonly int _pad;
    private readonly int _cropPadding;
    private readonly bool _flip;

    /// <param name="input">The shape of the data set's images.</param>
    /// <param name="pad">Black pixels that are always added on each side, such as 2 to bring 28x28 to 32x32.</param>
    /// <param name="cropPadding">Black pixels on each side that a random training crop may show.</param>
    /// <param name="flip">Whether a training image is mirrored left to right with probability 1/2.</param>
    /// <param name="mean">The mean of each channel, where white is 1.</param>
    /// <param name="std">The standard deviation of each channel, above 0, where white is 1.</param>
    /// <exception cref="UserErrorException">A padding is out of range, or mean or std do not fit the
    /// channels.</exception>
    public ImagePipeline(ImageShape input, int pad, int cropPadding, bool flip, float[] mean, float[] std)
    {
        CheckPadding("padding", pad);
        CheckPadding("crop padding", cropPadding);
        Normalization = CreateNormalization(input, mean, std);
        (_pad, _cropPadding, _flip) = (pad, cropPadding, flip);
        InputShape = input;
        (Mean, Std) = (mean, std);
        OutputShape = new ImageShape(input.Channels, input.Height + (2 * pad), input.Width + (2 * pad));
    }

    /// <summary>What is subtracted from each channel, where white is 1.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>What each channel is divided by, where white is 1.</summary>
    public IReadOnlyList<float> Std { get; }

    /// <summary>The shape of the images that go in.</summary>
    public ImageShape InputShape { get; }

    /// <summary>The shape of the images that come out, the same for training and evaluation.</summary>
    public ImageShape OutputShape { get; }

    /// <summary>What the networks make of the bytes.</summary>
    public Normalization Normalization { get; }

    /// <summary>Prepares an image for training, with the augmentation that belongs to its place in the run.</summary>
    /// <param name="image">Bytes of <see cref="InputShape"/>.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch; each has its own augmentation.</param>
    /// <param name="sample">The sample's number in the data set, so that the batch it is in does not matter.</param>
    /// <param name="destination">Values of <see cref="OutputShape"/>.</param>
    public void Train(ReadOnlySpan<byte> image, long seed, int epoch, int sample, Span<byte> destination)
    {
        RandomStream stream = RandomStream.Named(seed, StreamName, epoch, sample);
        int positions = (2 * _cropPadding) + 1;
        int top = stream.NextInt(positions) - _cropPadding - _pad;
        int left = stream.NextInt(positions) - _cropPadding - _pad;
        bool mirror = _flip && stream.NextInt(2) == 1;
        Transform(image, top, left, mirror, destination);
    }

    /// <summary>Prepares an image for evaluation: fixed padding only.</summary>
    /// <param name="image">Bytes of <see cref="InputShape"/>.</param>
    /// <param name="destination">Values of <see cref="OutputShape"/>.</param>
    public void Evaluate(ReadOnlySpan<byte> image, Span<byte> destination) =>
        Transform(image, -_pad, -_pad, mirror: false, destination);

    private void Transform(ReadOnlySpan<byte> image, int top, int left, bool mirror, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Length, InputShape.ValueCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, OutputShape.ValueCount);
        (int channels, int height, int width) = OutputShape;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int y = 0; y < height; y++)
            {
                Span<byte> row = destination.Slice(((channel * height) + y) * width, width);
                TransformRow(SourceRow(image, channel, top + y), left, row);
                if (mirror) row.Reverse();
            }
        }
    }

    /// <summary>A row of a channel; empty above and below the image.</summary>
    private ReadOnlySpan<byte> SourceRow(ReadOnlySpan<byte> image, int channel, int row)
    {
        if ((uint)row >= (uint)InputShape.Height) return [];
        return image.Slice(((channel * InputShape.Height) + row) * InputShape.Width, InputShape.Width);
    }

    /// <summary>Copies the part of a row that begins at column <paramref name="left"/>; columns outside are
    /// black.</summary>
    private static void TransformRow(ReadOnlySpan<byte> source, int left, Span<byte> row)
    {
        int first = Math.Clamp(-left, 0, row.Length); // Columns [first, end) of the output show the image.
        int end = Math.Clamp(source.Length - left, first, row.Length);
        row[..first].Clear();
        if (first < end) source.Slice(left + first, end - first).CopyTo(row[first..end]);
        row[end..].Clear();
    }

    private static void CheckPadding(string what, int pixels)
    {
        if (pixels is >= 0 and <= MaximumPadding) return;
        throw new UserErrorException(
            $"The {what} of the images is {pixels} pixels.",
            $"Set it to a number from 0 to {MaximumPadding} in the section data.");
    }

    private static Normalization CreateNormalization(ImageShape input, float[] mean, float[] std)
    {
        if (mean.Length == input.Channels && std.Length == input.Channels) return new Normalization(mean, std);
        throw new UserErrorException(
            $"The mean has {mean.Length} and the standard deviation {std.Length} values for images of "
            + $"{input.Channels} channels.", "Give data.mean and data.std one value for each channel.");
    }
}
