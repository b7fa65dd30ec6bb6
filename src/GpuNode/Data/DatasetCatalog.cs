using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>The data formats by their names in the configuration (data.format).</summary>
public static class DatasetCatalog
{
    private static readonly SortedDictionary<string, Func<string, DatasetSplit, IImageDataset>> Openers =
        new(StringComparer.Ordinal)
        {
            ["idx"] = IdxDataset.Open,
            ["cifar10"] = (folder, split) => CifarDataset.Open(CifarLayout.Cifar10, folder, split),
            ["cifar100"] = (folder, split) => CifarDataset.Open(CifarLayout.Cifar100, folder, split),
        };

    /// <summary>The known formats, sorted.</summary>
    public static IReadOnlyCollection<string> Formats => Openers.Keys;

    /// <summary>Reads one split of the data set in a folder into memory.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="path">The folder that holds the data set's files.</param>
    /// <param name="split">The part to read.</param>
    /// <exception cref="UserErrorException">The format is unknown, or a file is missing or damaged.</exception>
    public static IImageDataset Open(string format, string path, DatasetSplit split)
    {
        if (Openers.TryGetValue(format, out Func<string, DatasetSplit, IImageDataset>? open)) return open(path, split);
        throw new UserErrorException(
            $"data.format is '{format}', which no reader knows.",
            $"Set data.format to one of: {string.Join(", ", Formats)}.");
    }
}
