using System.Buffers.Binary;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Walks over the fields of a protocol buffer in a file, without reading what they hold. Google's reader cannot jump
/// over an image and say where it lay.</summary>
internal sealed class ProtobufFields(FileStream file, long start, long length)
{
    private const int LongestVarintBytes = 10;

    private readonly long _end = start + length;
    private long _position = start;

    /// <exception cref="FormatException">The bytes are no protocol buffer.</exception>
    /// <exception cref="IOException">The file cannot be read, or ends.</exception>
    internal bool TryNext(out ProtobufField field)
    {
        field = default;
        if (_position >= _end) return false;
        file.Position = _position;
        ulong tag = ReadVarint(file);
        int number = (int)(tag >> 3);
        field = (tag & 7) switch
        {
            0 => new ProtobufField(number, ProtobufKind.Number, ReadVarint(file), 0, 0),
            1 => new ProtobufField(number, ProtobufKind.Number, ReadFixed(sizeof(ulong)), 0, 0),
            2 => ReadBytes(number),
            5 => new ProtobufField(number, ProtobufKind.Number, ReadFixed(sizeof(uint)), 0, 0),
            _ => throw new FormatException($"at byte {_position} there is no field of a protocol buffer"),
        };
        _position = field.Kind == ProtobufKind.Bytes ? field.Offset + field.Length : file.Position;
        return true;
    }

    /// <summary>A number of variable length at the file's position.</summary>
    internal static ulong ReadVarint(FileStream file)
    {
        ulong value = 0;
        for (int i = 0; i < LongestVarintBytes; i++)
        {
            int next = file.ReadByte();
            if (next < 0) throw new EndOfStreamException("it ends within a record");
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80) return value;
        }
        throw new FormatException($"before byte {file.Position} there is a number without end");
    }

    private ProtobufField ReadBytes(int number)
    {
        ulong count = ReadVarint(file);
        long offset = file.Position;
        if (count > (ulong)Math.Max(0, _end - offset)) throw new FormatException($"a field at byte {offset} is longer than its record");
        return new ProtobufField(number, ProtobufKind.Bytes, 0, offset, (long)count);
    }

    private ulong ReadFixed(int byteCount)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        file.ReadExactly(bytes[..byteCount]);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
