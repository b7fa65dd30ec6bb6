namespace Distillery.GpuNode.Data;

/// <summary>Labelled images of one shape, with access in any order. Immutable: any number of threads may read
/// it.</summary>
public interface IImageDataset
{
    /// <summary>What the images are, for messages and logs.</summary>
    string Name { get; }

    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>The shape that every image has.</summary>
    ImageShape Shape { get; }

    /// <summary>How many classes the labels name.</summary>
    int ClassCount { get; }

    /// <summary>The class of an image, in [0, <see cref="ClassCount"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside [0, <see cref="Count"/>).</exception>
    int Label(int index);

    /// <summary>Copies an image's values, 0 to 255, in the order channel, row, column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside [0, <see cref="Count"/>).</exception>
    /// <exception cref="ArgumentException">The destination is not exactly one image long.</exception>
    void ReadImage(int index, Span<byte> destination);
}
