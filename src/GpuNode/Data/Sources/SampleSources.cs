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
        return Open(config.Format, config.Path, name, encoded.Cache, encoded.Classes, training);
    }

    /// <param name="format">Folder or WebDataset.</param>
    /// <param name="name">The folder or the shards, below the path.</param>
    /// <param name="cache">Null for the user's cache.</param>
    /// <param name="classes">Null for as many as there are.</param>
    /// <param name="training">The training set, where the validation set is opened: it settles the classes.</param>
    /// <exception cref="UserErrorException">Files are missing or damaged.</exception>
    public static ISampleSource Open(
        DataFormat format, string path, string name, string? cache, int? classes, ISampleSource? training) =>
        format == DataFormat.Folder
            ? FolderSource.Open(Path.Combine(path, name), training?.ClassNames)
            : ShardSource.Open(path, name, CacheFolder(cache), training?.ClassCount ?? classes);

    /// <summary>The folder or the shards of a split where nothing is stated.</summary>
    public static string StandardName(DataFormat format, DatasetSplit split)
    {
        string name = split == DatasetSplit.Train ? "train" : "val";
        return format == DataFormat.Webdataset ? $"{name}-*.tar" : name;
    }

    /// <summary>Where indices go whose shards lie where nothing can be written.</summary>
    public static string CacheFolder(string? stated) => stated ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", CacheFolderName);
}
