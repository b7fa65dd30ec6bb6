using System.Buffers.Binary;
using System.Text;

namespace Distillery.Shared.Tests.Runs;

/// <summary>Reads event files on its own terms: CRC bit by bit, protobuf field by field; it shares no line with the
/// writer.</summary>
internal static class EventDecoder
{
    /// <summary>The messages of a file as text, such as <c>step 3 loss=0.5</c>, with all checksums verified.</summary>
    internal static IReadOnlyList<string> Decode(byte[] file, List<double> wallTimes)
    {
        List<string> events = [];
        ReadOnlySpan<byte> rest = file;
        while (!rest.IsEmpty)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(rest));
            Assert.Equal(Mask(Crc(rest[..8])), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            ReadOnlySpan<byte> content = rest.Slice(12, length);
            Assert.Equal(Mask(Crc(content)), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            events.Add(Describe(content, wallTimes));
            rest = rest[(16 + length)..];
        }
        return events;
    }

    private static string Describe(ReadOnlySpan<byte> message, List<double> wallTimes)
    {
        StringBuilder text = new();
        foreach ((int field, byte[] value) in Fields(message))
        {
            if (field == 1) wallTimes.Add(BitConverter.ToDouble(value));
            else if (field == 2) text.Append($"step {BitConverter.ToInt64(value)} ");
            else if (field == 3) text.Append($"version {Encoding.UTF8.GetString(value)}");
            else if (field == 5) text.Append(DescribeSummary(value));
            else if (field == 7) text.Append($"session {BitConverter.ToInt64(Assert.Single(Fields(value)).Value)}");
            else Assert.Fail($"unexpected field {field}");
        }
        return text.ToString();
    }

    private static string DescribeSummary(byte[] summary)
    {
        List<(int Field, byte[] Value)> point = Fields(Assert.Single(Fields(summary)).Value);
        Assert.Equal([1, 2], point.Select(member => member.Field));
        float number = BitConverter.ToSingle(point[1].Value);
        return FormattableString.Invariant($"{Encoding.UTF8.GetString(point[0].Value)}={number}");
    }

    private static List<(int Field, byte[] Value)> Fields(ReadOnlySpan<byte> message)
    {
        List<(int, byte[])> fields = [];
        while (!message.IsEmpty)
        {
            ulong key = Varint(ref message);
            int length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => checked((int)Varint(ref message)),
                5 => 4,
                _ => throw new InvalidDataException($"wire type {key & 7}"),
            };
            byte[] value = (key & 7) == 0 ? BitConverter.GetBytes(Varint(ref message)) : message[..length].ToArray();
            fields.Add(((int)(key >> 3), value));
            message = message[length..];
        }
        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private static uint Mask(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xffffffff;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }
        return ~crc;
    }
}
