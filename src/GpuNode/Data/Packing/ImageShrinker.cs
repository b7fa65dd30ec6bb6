using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Codecs;
using Distillery.GpuNode.Data.Resampling;

namespace Distillery.GpuNode.Data.Packing;

/// <summary>Decodes an image to see that it is healthy, and makes it smaller where that is wanted. One thread uses it at a
/// time.</summary>
internal sealed class ImageShrinker : IScaleChoice, IDisposable
{
    private readonly ImageDecoder _decoder = new();
    private readonly ImageResampler _resampler = new();
    private readonly TurboJpegHandle _encoder = TurboJpegHandle.Encoder();

    /// <summary>Memory for one image's encoded bytes.</summary>
    internal EncodedBuffer Encoded { get; } = new();

    /// <returns>The smaller image, null where the image stays as it is; and what is wrong with it, null where all is
    /// well.</returns>
    internal (byte[]? Smaller, string? Problem) Shrink(ReadOnlySpan<byte> encoded, int? shorterSide, int quality)
    {
        if (_decoder.Decode(encoded, this) is { } problem) return (null, problem);
        PlanarImage image = _decoder.Image;
        if (shorterSide is not { } side || Math.Min(image.FullWidth, image.FullHeight) <= side) return (null, null);
        bool isWide = image.FullWidth >= image.FullHeight;
        int width = isWide ? (int)((long)side * image.FullWidth / image.FullHeight) : side;
        int height = isWide ? side : (int)((long)side * image.FullHeight / image.FullWidth);
        bool isGrey = image.Colors == PlaneColors.Grey;
        ImageShape shape = new(isGrey ? 1 : 3, height, width);
        byte[] planes = new byte[shape.ValueCount];
        _resampler.Resample(
            image, ResampleWindow.Whole(0, 0, image.FullWidth, image.FullHeight, shape, mirror: false), shape, planes);
        byte[] pixels = isGrey ? planes : InterleavedPixels.FromPlanes(planes, 3);
        return (TurboJpeg.Encode(_encoder, pixels, width, height, isGrey, quality), null);
    }

    int IScaleChoice.DivisorFor(int width, int height) => 1; // What is packed is not to depend on a shortcut.

    public void Dispose()
    {
        _decoder.Dispose();
        _encoder.Dispose();
    }
}
