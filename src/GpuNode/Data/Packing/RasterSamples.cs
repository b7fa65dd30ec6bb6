using Distillery.GpuNode.Data.Codecs;

namespace Distillery.GpuNode.Data.Packing;

/// <summary>Images from memory, packed as PNG: without loss.</summary>
public sealed class RasterSamples(IImageDataset dataset) : IPackableSamples
{
    /// <inheritdoc/>
    public int Count => dataset.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => [];

    /// <inheritdoc/>
    public int Label(int sample) => dataset.Label(sample);

    /// <inheritdoc/>
    public PackedImage Encode(int sample)
    {
        (int channels, int height, int width) = dataset.Shape;
        byte[] planes = new byte[dataset.Shape.ValueCount];
        dataset.ReadImage(sample, planes);
        byte[] pixels = channels == 1 ? planes : InterleavedPixels.FromPlanes(planes, channels);
        return new PackedImage(LibPng.Encode(pixels, width, height, isGrey: channels == 1), "png");
    }

    public void Dispose()
    {
        // Memory alone.
    }
}
