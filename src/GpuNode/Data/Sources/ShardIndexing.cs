using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Indexes shards for those who only want that.</summary>
public static class ShardIndexing
{
    /// <returns>How many images the shard has, and where its index is now; null where no place can be written.</returns>
    /// <exception cref="Distillery.Shared.UserErrorException">The shard is missing or damaged.</exception>
    public static (int Samples, string? Path) Build(string shard, DataFormat format, string cacheFolder)
    {
        (ShardIndex index, string? path) = ShardCatalog.Build(shard, format, cacheFolder);
        return (index.Count, path);
    }
}
