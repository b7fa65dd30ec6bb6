using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>The first images of another data set, in its order; all of them if it has no more (data.limit).</summary>
public sealed class SubsetDataset : IImageDataset
{
    private readonly IImageDataset _source;

    /// <param name="source">The data set that is limited.</param>
    /// <param name="limit">How many images to keep, at least 1.</param>
    /// <exception cref="UserErrorException">The limit is not positive.</exception>
    public SubsetDataset(IImageDataset source, int limit)
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
    public ImageShape Shape => _source.Shape;

    /// <inheritdoc/>
    public int ClassCount => _source.ClassCount;

    /// <inheritdoc/>
    public int Label(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _source.Label(index);
    }

    /// <inheritdoc/>
    public void ReadImage(int index, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        _source.ReadImage(index, destination);
    }
}
