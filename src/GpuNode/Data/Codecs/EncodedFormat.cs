namespace Distillery.GpuNode.Data.Codecs;

/// <summary>The formats of encoded images.</summary>
internal enum EncodedFormat
{
    /// <summary>Neither of the others.</summary>
    Unknown,
    Jpeg,
    Png,
}
