namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>How a field of a protocol buffer stands in the file.</summary>
internal enum ProtobufKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>So many bytes: text, an object, or packed numbers.</summary>
    Bytes,
}
