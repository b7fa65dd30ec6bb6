namespace Distillery.GpuNode.Weights;

/// <summary>The fixed facts of the safetensors format, from its specification (huggingface/safetensors, "Format").
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>Bytes of the unsigned little-endian header length that starts the file.</summary>
    public const int LengthBytes = 8;

    /// <summary>The longest header in bytes; the specification's own limit against hostile files.</summary>
    public const int MaximumHeaderBytes = 100_000_000;

    /// <summary>The header is padded with spaces so that the data starts at a multiple of this many bytes.</summary>
    public const int AlignmentBytes = 8;

    public const byte HeaderStart = (byte)'{';
    public const byte Padding = (byte)' ';

    public const string MetadataKey = "__metadata__";
    public const string TypeKey = "dtype";
    public const string ShapeKey = "shape";
    public const string OffsetsKey = "data_offsets";
}
