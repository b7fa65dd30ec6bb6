using System.Text;

namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>A protobuf message in the making. Nested messages must be complete when they are added, since their length is
/// written before them; large values are referred to and not copied.</summary>
internal sealed class ProtobufMessage
{
    private const int VarintWire = 0, BytesWire = 2, Fixed32Wire = 5;

    private readonly List<Action<Stream>> _parts = [];

    /// <summary>Of the message as it is now, in bytes.</summary>
    internal long Length { get; private set; }

    internal ProtobufMessage Add(int field, long value) => AddHeader(field, VarintWire, (ulong)value);

    internal ProtobufMessage Add(int field, float value)
    {
        AddRaw(Varint(Tag(field, Fixed32Wire)));
        return AddRaw(BitConverter.GetBytes(value));
    }

    internal ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <param name="value">Must stay as it is until the message is written.</param>
    internal ProtobufMessage Add(int field, ReadOnlyMemory<byte> value) =>
        AddHeader(field, BytesWire, (ulong)value.Length).AddRaw(value);

    internal ProtobufMessage Add(int field, ProtobufMessage nested)
    {
        AddHeader(field, BytesWire, (ulong)nested.Length);
        return Add(nested);
    }

    /// <summary>Adds all fields of another message to this one.</summary>
    internal ProtobufMessage Add(ProtobufMessage fields)
    {
        _parts.Add(fields.WriteTo);
        Length += fields.Length;
        return this;
    }

    internal void WriteTo(Stream stream)
    {
        foreach (Action<Stream> write in _parts) write(stream);
    }

    /// <exception cref="OverflowException">It has more than 2 GB.</exception>
    internal byte[] ToArray()
    {
        byte[] bytes = new byte[checked((int)Length)];
        WriteTo(new MemoryStream(bytes));
        return bytes;
    }

    private ProtobufMessage AddHeader(int field, int wire, ulong value)
    {
        AddRaw(Varint(Tag(field, wire)));
        return AddRaw(Varint(value));
    }

    private ProtobufMessage AddRaw(ReadOnlyMemory<byte> bytes)
    {
        _parts.Add(stream => stream.Write(bytes.Span));
        Length += bytes.Length;
        return this;
    }

    private static ulong Tag(int field, int wire) => ((ulong)field << 3) | (uint)wire;

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
