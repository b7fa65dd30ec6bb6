namespace Distillery.Shared.Configuration;

/// <summary>Facts about data formats.</summary>
public static class DataFormats
{
    /// <summary>Whether images have any size and are decoded when they are wanted; otherwise all have one shape and lie in
    /// memory.</summary>
    public static bool IsEncoded(this DataFormat format) => format == DataFormat.Folder || format.IsShards();

    /// <summary>Whether many images lie together in a file.</summary>
    public static bool IsShards(this DataFormat format) =>
        format is DataFormat.Webdataset or DataFormat.Mds or DataFormat.Tfrecord or DataFormat.Ffcv;

    /// <summary>The folder or the shards of the training set where nothing is stated: the names that the formats' own
    /// tools give.</summary>
    public static string StandardTrain(this DataFormat format) => format switch
    {
        DataFormat.Webdataset => "train-*.tar",
        DataFormat.Mds => "train/*.mds",
        DataFormat.Tfrecord => "train-*",
        DataFormat.Ffcv => "train*.beton",
        _ => "train",
    };

    /// <summary>Likewise of the validation set.</summary>
    public static string StandardValidation(this DataFormat format) => format switch
    {
        DataFormat.Webdataset => "val-*.tar",
        DataFormat.Mds => "val/*.mds",
        DataFormat.Tfrecord => "validation-*",
        DataFormat.Ffcv => "val*.beton",
        _ => "val",
    };
}
