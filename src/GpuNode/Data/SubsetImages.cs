using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>The first of other images, in their order; all of them if there are no more (data.limit).</summary>
public sealed class SubsetImages : IPreparedImages
{
    private readonly IPreparedImages _source;

    /// <param name="source">The images that are limited.</param>
    /// <param name="limit">How many images to keep, at least 1.</param>
    /// <exception cref="UserErrorException">The limit is not positive.</exception>
    public SubsetImages(IPreparedImages source, int limit)
    {
        if (limit < 1)
        {
            throw new UserErrorException(
                $"data.limit is {limit}: no image would be left.", "Set data.limit to 1 or more, or leave it out.");
        }
        _source = source;
        Count = Math.Min(limit, source.Count);
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int ClassCount => _source.ClassCount;

    /// <inheritdoc/>
    public ImageShape Shape => _source.Shape;

    /// <inheritdoc/>
    public Normalization Normalization => _source.Normalization;

    /// <inheritdoc/>
    public void Each(int count, Action<int> prepare, CancellationToken stop) => _source.Each(count, prepare, stop);

    /// <inheritdoc/>
    public PreparedImage Train(int sample, long seed, int epoch, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        return _source.Train(sample, seed, epoch, destination);
    }

    /// <inheritdoc/>
    public PreparedImage Evaluate(int sample, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        return _source.Evaluate(sample, destination);
    }
}
