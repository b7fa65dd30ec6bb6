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
        if (config.Encoded is not { } encoded) throw new UserErrorException($"{config.Format} has no encoded images", "Use folder, webdataset, mds, tfrecord or ffcv.");
        string name = split == DatasetSplit.Train ? encoded.Train : encoded.Validation;
        return Open(config.Format, config.Path, name, encoded.Cache, new ClassRange(encoded.FirstClass, encoded.Classes), training);
    }

    /// <param name="format">One of encoded images.</param>
    /// <param name="name">The folder or the shards, below the path.</param>
    /// <param name="cache">Null for the user's cache.</param>
    /// <param name="classes">How the shards number them.</param>
    /// <param name="training">The training set, where the validation set is opened: it settles the classes.</param>
    /// <exception cref="UserErrorException">Files are missing or damaged.</exception>
    public static ISampleSource Open(
        DataFormat format, string path, string name, string? cache, ClassRange classes, ISampleSource? training) =>
        format == DataFormat.Folder
            ? FolderSource.Open(Path.Combine(path, name), training?.ClassNames)
            : ShardSource.Open(
                path, name, format, CacheFolder(cache), training is null ? classes : classes with { Count = training.ClassCount });

    /// <summary>Where indices go whose shards lie where nothing can be written.</summary>
    public static string CacheFolder(string? stated) => stated ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", CacheFolderName);
}
