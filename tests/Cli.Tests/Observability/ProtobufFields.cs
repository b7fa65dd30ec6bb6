using System.Buffers.Binary;
using System.Text;

namespace Distillery.Cli.Tests.Observability;

/// <summary>The fields of an encoded protobuf message, as far as OTLP needs to be looked into.</summary>
internal sealed class ProtobufFields
{
    private readonly List<(int Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    internal ProtobufFields(ReadOnlyMemory<byte> message)
    {
        while (message.Length > 0)
        {
            ulong tag = Varint(ref message);
            int length = (tag & 7) switch
            {
                0 => SkipVarint(message),
                1 => sizeof(ulong),
                2 => (int)Varint(ref message),
                5 => sizeof(uint),
                _ => throw new InvalidDataException($"wire type {tag & 7}"),
            };
            _fields.Add(((int)(tag >> 3), message[..length]));
            message = message[length..];
        }
    }

    internal IEnumerable<ProtobufFields> Messages(params ReadOnlySpan<int> path)
    {
        IEnumerable<ReadOnlyMemory<byte>> found = _fields.Where(Is(path[0])).Select(field => field.Bytes);
        IEnumerable<ProtobufFields> messages = found.Select(bytes => new ProtobufFields(bytes));
        if (path.Length == 1) return messages;
        int[] rest = path[1..].ToArray();
        return messages.SelectMany(message => message.Messages(rest));
    }

    internal string Text(int number) => Encoding.UTF8.GetString(_fields.Single(Is(number).Invoke).Bytes.Span);

    internal string Hex(int number) => Convert.ToHexStringLower(_fields.Single(Is(number).Invoke).Bytes.Span);

    internal ulong Fixed64(int number) => BinaryPrimitives.ReadUInt64LittleEndian(_fields.Single(Is(number).Invoke).Bytes.Span);

    private static Func<(int Number, ReadOnlyMemory<byte> Bytes), bool> Is(int number) => field => field.Number == number;

    private static int SkipVarint(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> rest = bytes;
        Varint(ref rest);
        return bytes.Length - rest.Length;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; ; i++)
        {
            byte next = bytes.Span[i];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return value;
        }
    }
}
