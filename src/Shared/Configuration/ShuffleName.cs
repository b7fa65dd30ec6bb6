namespace Distillery.Shared.Configuration;

/// <summary>In which order an epoch takes its samples.</summary>
public enum ShuffleName
{
    /// <summary>Any order of all samples, each as likely.</summary>
    Full,

    /// <summary>Shards in random order, and samples mixed within a window of them.</summary>
    Shards,
}
