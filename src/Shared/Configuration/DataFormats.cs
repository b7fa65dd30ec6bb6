namespace Distillery.Shared.Configuration;

/// <summary>Facts about data formats.</summary>
public static class DataFormats
{
    /// <summary>Whether images have any size and are decoded when they are wanted; otherwise all have one shape and lie in
    /// memory.</summary>
    public static bool IsEncoded(this DataFormat format) => format is DataFormat.Folder or DataFormat.Webdataset;
}
