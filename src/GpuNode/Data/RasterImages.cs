using System.Buffers;

namespace Distillery.GpuNode.Data;

/// <summary>Images of one shape from memory, through the pipeline of paddings and crops.</summary>
public sealed class RasterImages : IPreparedImages
{
    private readonly IImageDataset _dataset;
    private readonly ImagePipeline _pipeline;

    /// <exception cref="ArgumentException">The pipeline is for images of another shape.</exception>
    public RasterImages(IImageDataset dataset, ImagePipeline pipeline)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pipeline.InputShape, dataset.Shape);
        (_dataset, _pipeline) = (dataset, pipeline);
    }

    /// <inheritdoc/>
    public string Name => _dataset.Name;

    /// <inheritdoc/>
    public int Count => _dataset.Count;

    /// <inheritdoc/>
    public int ClassCount => _dataset.ClassCount;

    /// <inheritdoc/>
    public ImageShape Shape => _pipeline.OutputShape;

    /// <inheritdoc/>
    public Normalization Normalization => _pipeline.Normalization;

    /// <inheritdoc/>
    public void Each(int count, Action<int> prepare, CancellationToken stop)
    {
        for (int i = 0; i < count; i++)
        {
            stop.ThrowIfCancellationRequested();
            prepare(i);
        }
    }

    /// <inheritdoc/>
    public PreparedImage Train(int sample, long seed, int epoch, Span<byte> destination)
    {
        byte[] image = Rent(sample, out int length);
        _pipeline.Train(image.AsSpan(0, length), seed, epoch, sample, destination);
        ArrayPool<byte>.Shared.Return(image);
        return new PreparedImage(_dataset.Label(sample));
    }

    /// <inheritdoc/>
    public PreparedImage Evaluate(int sample, Span<byte> destination)
    {
        byte[] image = Rent(sample, out int length);
        _pipeline.Evaluate(image.AsSpan(0, length), destination);
        ArrayPool<byte>.Shared.Return(image);
        return new PreparedImage(_dataset.Label(sample));
    }

    private byte[] Rent(int sample, out int length)
    {
        length = _dataset.Shape.ValueCount;
        byte[] image = ArrayPool<byte>.Shared.Rent(length);
        _dataset.ReadImage(sample, image.AsSpan(0, length));
        return image;
    }
}
