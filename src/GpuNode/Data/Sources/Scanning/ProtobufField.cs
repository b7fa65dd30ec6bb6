namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>A field of a protocol buffer, as it lies in a file.</summary>
/// <param name="Number">By which its message knows it.</param>
/// <param name="Value">Of a number.</param>
/// <param name="Offset">Of the first of the bytes.</param>
/// <param name="Length">Of bytes.</param>
internal readonly record struct ProtobufField(int Number, ProtobufKind Kind, ulong Value, long Offset, long Length)
{
    /// <summary>The fields of the object that the bytes are.</summary>
    /// <exception cref="FormatException">It has no bytes.</exception>
    internal ProtobufFields Inside(FileStream file) => Kind == ProtobufKind.Bytes
        ? new ProtobufFields(file, Offset, Length)
        : throw new FormatException($"field {Number} at byte {Offset} is a number, where an object is expected");
}
