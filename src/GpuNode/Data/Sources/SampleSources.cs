using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Opens the formats of encoded images as the configuration describes them.</summary>
public static class SampleSources
{
    private const string CacheFolderName = "distillery/shards";

    /// <param name="training">The training set, where the validation set is opened: it settles the classes.</param>
    /// <exception cref="UserErrorException">Files are missing or damaged, or the format is another one.</exception>
    public static ISampleSource Open(DataConfig config, DatasetSplit split, ISampleSource? training)
    {
        if (config.Encoded is not { } encoded) throw new UserErrorException($"{config.Format} has no encoded images", "Use folder or webdataset.");
        string name = split == DatasetSplit.Train ? encoded.Train : encoded.Validation;
        if (config.Format == DataFormat.Folder) return FolderSource.Open(Path.Combine(config.Path, name), training?.ClassNames);
        return ShardSource.Open(config.Path, name, CacheFolder(encoded.Cache), training?.ClassCount ?? encoded.Classes);
    }

    /// <summary>Where indices go whose shards lie where nothing can be written.</summary>
    public static string CacheFolder(string? stated) => stated ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", CacheFolderName);
}
