using Distillery.GpuNode.Data.Sources.Scanning;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Finds or builds the indices of shards.</summary>
internal static class ShardCatalog
{
    /// <summary>Indices in the order of the shards. Missing and outdated ones are built with all cores and kept beside the
    /// shard, or else in the cache folder.</summary>
    /// <exception cref="UserErrorException">A shard is missing or damaged.</exception>
    internal static ShardIndex[] Open(IReadOnlyList<string> shards, DataFormat format, string cacheFolder)
    {
        ShardIndex[] indices = new ShardIndex[shards.Count];
        try
        {
            Parallel.For(0, shards.Count, shard => indices[shard] = Open(shards[shard], format, cacheFolder));
        }
        catch (AggregateException error)
        {
            throw error.InnerExceptions.FirstOrDefault(inner => inner is UserErrorException) ?? error;
        }
        return indices;
    }

    /// <summary>Builds an index whether or not there is one.</summary>
    /// <returns>The index, and where it was written; null where no place can be written, so that it will be built
    /// again.</returns>
    /// <exception cref="UserErrorException">The shard is damaged.</exception>
    internal static (ShardIndex Index, string? Path) Build(string shard, DataFormat format, string cacheFolder)
    {
        ShardIndex index = ShardScanner.Scan(shard, format);
        string beside = ShardIndexFile.PathBeside(shard);
        if (ShardIndexFile.TryWrite(beside, index)) return (index, beside);
        string cached = ShardIndexFile.PathIn(cacheFolder, shard);
        return (index, ShardIndexFile.TryWrite(cached, index) ? cached : null);
    }

    private static ShardIndex Open(string shard, DataFormat format, string cacheFolder)
    {
        FileInfo info = new(shard);
        return ShardIndexFile.TryRead(ShardIndexFile.PathBeside(shard), info)
            ?? ShardIndexFile.TryRead(ShardIndexFile.PathIn(cacheFolder, shard), info)
            ?? Build(shard, format, cacheFolder).Index;
    }
}
