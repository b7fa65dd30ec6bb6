using System.Buffers.Binary;
using System.Text;
using Distillery.Messages;

namespace Distillery.Shared.Wire;

/// <summary>Takes values, in the form of <see cref="WireWriter"/>, from the front of some bytes.</summary>
/// <remarks>Every method throws <see cref="WireException"/> when the bytes end early or say what cannot be. No length and
/// no count is believed: nothing larger than the bytes at hand is ever reserved.</remarks>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int HighestShift = 63; // bits: the tenth byte of a number brings the last one

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public delegate T Read<out T>(ref WireReader reader);

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        byte other => throw new WireException($"{other} is neither true nor false"),
    };

    /// <summary>A number from 0 to a limit, never more than the bytes that are left could hold.</summary>
    public int Count(int limit, string what)
    {
        ulong value = Varint();
        if (value > (ulong)limit) throw new WireException($"{value} {what}, {limit} at most");
        if (value > (ulong)_rest.Length) throw new WireException($"{value} {what} in {_rest.Length} bytes");
        return (int)value;
    }

    public int Int32()
    {
        long value = Int64();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value : throw new WireException($"{value} does not fit into 32 bits");
    }

    public long Int64()
    {
        ulong folded = Varint();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public string Text(int limit = WireLimits.TextBytes)
    {
        ReadOnlySpan<byte> encoded = Take(Count(limit, "bytes of text"));
        try
        {
            return Strict.GetString(encoded);
        }
        catch (DecoderFallbackException)
        {
            throw new WireException("a text is not UTF-8");
        }
    }

    public NodeId Node()
    {
        string name = Text(WireLimits.NodeIdBytes);
        bool isName = name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return isName ? new NodeId(name) : throw new WireException("a node's name is empty or has characters of no name");
    }

    /// <summary>A value of an enum whose values are all known.</summary>
    public T Choice<T>() where T : struct, Enum
    {
        T value = (T)Enum.ToObject(typeof(T), Int32());
        return Enum.IsDefined(value) ? value : throw new WireException($"{value} is no {typeof(T).Name}");
    }

    public T? Optional<T>(Read<T> read) where T : class => Flag() ? read(ref this) : null;

    public T? OptionalValue<T>(Read<T> read) where T : struct => Flag() ? read(ref this) : null;

    public List<T> List<T>(int limit, string what, Read<T> read)
    {
        int count = Count(limit, what);
        List<T> values = new(count);
        for (int i = 0; i < count; i++) values.Add(read(ref this));
        return values;
    }

    /// <summary>What follows the known fields is an error, unless a newer version wrote it.</summary>
    public readonly void End(bool allowsMore)
    {
        if (_rest.Length > 0 && !allowsMore) throw new WireException($"{_rest.Length} bytes behind the last field");
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            if (shift == HighestShift && next > 1) throw new WireException("a number has more than 64 bits");
            value |= (ulong)(next & 0x7F) << shift;
            if (next <= 0x7F) return value;
        }
    }

    private ReadOnlySpan<byte> Take(int byteCount)
    {
        if (byteCount > _rest.Length) throw new WireException($"{byteCount} bytes are missing at the end");
        ReadOnlySpan<byte> taken = _rest[..byteCount];
        _rest = _rest[byteCount..];
        return taken;
    }
}
