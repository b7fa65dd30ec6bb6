using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Data;

/// <summary>Images in one of the formats, as the commands about data name them.</summary>
/// <param name="Train">The folder or shards of the training set; null for the format's own name.</param>
/// <param name="Validation">Likewise.</param>
/// <param name="FirstClass">By which number shards name the first class.</param>
internal sealed record DataLocation(DataFormat Format, string Path, string? Train, string? Validation, string? Cache, int FirstClass)
{
    /// <summary>The splits that are named; both where none is, if the validation set is there.</summary>
    /// <exception cref="UserErrorException">A split is missing, or files are damaged.</exception>
    internal IReadOnlyList<DataPart> OpenAll()
    {
        bool isOnlyOne = (Train is null) != (Validation is null);
        List<DataPart> parts = [];
        if (!isOnlyOne || Train is not null) parts.Add(Open(DatasetSplit.Train, null));
        bool isWanted = Validation is not null || (!isOnlyOne && IsThere(DatasetSplit.Validation));
        if (isWanted) parts.Add(Open(DatasetSplit.Validation, parts.FirstOrDefault()?.Source));
        return parts;
    }

    private DataPart Open(DatasetSplit split, ISampleSource? training)
    {
        string name = split == DatasetSplit.Train ? "train" : "val";
        if (!Format.IsEncoded())
            return new DataPart(name, null, DatasetCatalog.Open(Format.ToString().ToLowerInvariant(), Path, split));
        return new DataPart(name, SampleSources.Open(Format, Path, NameOf(split), Cache, new ClassRange(FirstClass, null), training), null);
    }

    private string NameOf(DatasetSplit split) =>
        split == DatasetSplit.Train ? Train ?? Format.StandardTrain() : Validation ?? Format.StandardValidation();

    /// <summary>Files of one shape have fixed names, so both splits belong to them.</summary>
    private bool IsThere(DatasetSplit split) => Format switch
    {
        DataFormat.Folder => Directory.Exists(System.IO.Path.Combine(Path, NameOf(split))),
        _ => !Format.IsShards() || ShardNames.IsThere(Path, NameOf(split)),
    };
}
