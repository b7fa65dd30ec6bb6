namespace Distillery.GpuNode.Data.Codecs;

/// <summary>The formats of encoded images.</summary>
internal enum EncodedFormat
{
    /// <summary>None of the others.</summary>
    Unknown,
    Jpeg,
    Png,

    /// <summary>Pixels behind their extent.</summary>
    Raw,
}
