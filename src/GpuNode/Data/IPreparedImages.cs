namespace Distillery.GpuNode.Data;

/// <summary>The images of one split as batches want them: of one shape, augmented or not, in any order. Any number of threads
/// may ask at once.</summary>
/// <remarks>What an image becomes depends on its number and, for training, on seed and epoch; never on what was asked
/// before.</remarks>
public interface IPreparedImages
{
    /// <summary>What the images are, for messages and logs.</summary>
    string Name { get; }

    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>How many classes the labels name.</summary>
    int ClassCount { get; }

    /// <summary>The shape that every prepared image has, the same for training and evaluation.</summary>
    ImageShape Shape { get; }

    /// <summary>What the networks make of the bytes.</summary>
    Normalization Normalization { get; }

    /// <summary>Calls <paramref name="prepare"/> for 0 to <paramref name="count"/> less one and waits for all: on several
    /// threads where an image takes long, here and in order where it does not.</summary>
    /// <exception cref="OperationCanceledException">It was stopped between two calls.</exception>
    void Each(int count, Action<int> prepare, CancellationToken stop);

    /// <summary>Prepares an image for training, with the augmentation that belongs to its place in the run.</summary>
    /// <param name="sample">The image's number, in [0, <see cref="Count"/>).</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch; each has its own augmentation.</param>
    /// <param name="destination">Values of <see cref="Shape"/>, 0 to 255, in the order channel, row, column.</param>
    PreparedImage Train(int sample, long seed, int epoch, Span<byte> destination);

    /// <summary>Prepares an image for evaluation: the same each time.</summary>
    PreparedImage Evaluate(int sample, Span<byte> destination);
}
