using Distillery.GpuNode.Data.Augmentation;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Labelled images as they lie in files, in a fixed order. Immutable: any number of threads may read it.</summary>
public interface ISampleSource : IDisposable
{
    /// <summary>What the images are, for messages and logs.</summary>
    string Name { get; }

    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>How many classes the labels name.</summary>
    int ClassCount { get; }

    /// <summary>The names of the classes by number; empty where the format has none.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many images lie together in each shard, in order; their sum is <see cref="Count"/>. One shard where
    /// images are files of their own.</summary>
    IReadOnlyList<int> ShardCounts { get; }

    /// <summary>The class of an image, in [0, <see cref="ClassCount"/>).</summary>
    int Label(int sample);

    /// <summary>Where an image lies, for a person.</summary>
    string NameOf(int sample);

    /// <summary>Reads an image's encoded bytes. Nothing else is read.</summary>
    /// <param name="buffer">Memory for them; the result lies in it.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The storage does not give them: the machine is at fault, not
    /// the image.</exception>
    ReadOnlySpan<byte> Read(int sample, EncodedBuffer buffer);
}
