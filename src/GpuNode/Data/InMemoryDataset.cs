namespace Distillery.GpuNode.Data;

/// <summary>A whole data set in memory, one byte a value: what every file format of this folder is read into.</summary>
public sealed class InMemoryDataset : IImageDataset
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <summary>Takes over the arrays, which the caller no longer changes.</summary>
    /// <param name="name">What the images are, for messages and logs.</param>
    /// <param name="shape">The shape that every image has.</param>
    /// <param name="classCount">How many classes the labels name, 1 to 256.</param>
    /// <param name="pixels">The images one after the other, each as channel, row, column.</param>
    /// <param name="labels">The class of each image, each below <paramref name="classCount"/>.</param>
    /// <exception cref="ArgumentException">The arrays do not fit together, or a label is out of range.</exception>
    public InMemoryDataset(string name, ImageShape shape, int classCount, byte[] pixels, byte[] labels)
    {
        if (pixels.LongLength != (long)labels.Length * shape.ValueCount)
            throw new ArgumentException($"{labels.Length} labels do not fit {pixels.Length} values of shape {shape}.");
        int wrong = Array.FindIndex(labels, label => label >= classCount);
        if (wrong >= 0)
            throw new ArgumentException($"Label {labels[wrong]} of image {wrong} is not below {classCount}.");
        (Name, Shape, ClassCount, _pixels, _labels) = (name, shape, classCount, pixels, labels);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public int Label(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    /// <inheritdoc/>
    public void ReadImage(int index, Span<byte> destination)
    {
        CheckIndex(index);
        int length = Shape.ValueCount;
        if (destination.Length != length)
            throw new ArgumentException($"An image has {length} values, the destination {destination.Length}.");
        _pixels.AsSpan(index * length, length).CopyTo(destination);
    }

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _labels.Length);
    }
}
