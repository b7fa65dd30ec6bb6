namespace Distillery.GpuNode.Data.Packing;

/// <summary>Images that can be put into shards. Any number of threads may ask.</summary>
public interface IPackableSamples : IDisposable
{
    int Count { get; }

    /// <summary>The names of the classes by number; empty where they have none.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of an image.</summary>
    int Label(int sample);

    /// <summary>An image as it will stand in the shard.</summary>
    /// <exception cref="Distillery.Shared.UserErrorException">It cannot be read.</exception>
    PackedImage Encode(int sample);
}
