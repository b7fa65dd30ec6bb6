using System.Buffers.Binary;
using System.Text;
using Distillery.Messages;

namespace Distillery.Shared.Wire;

/// <summary>Appends values to a growing buffer. Whole numbers take one byte for 7 bits (the sign in the lowest bit), what
/// is spread over all bits takes all its bytes, little-endian.</summary>
public sealed class WireWriter
{
    private const int FirstCapacity = 256; // bytes: most messages fit
    private const int LongestVarint = 10;  // bytes: 64 bits by 7

    private byte[] _bytes = new byte[FirstCapacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Leaves room that <see cref="Patch"/> fills when what follows is known.</summary>
    public void Skip(int byteCount) => Reserve(byteCount).Clear();

    /// <summary>What was written or skipped, to be changed in place.</summary>
    public Span<byte> Patch(int start, int byteCount) => _bytes.AsSpan(0, Length).Slice(start, byteCount);

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Count(int value) => Varint((uint)value);

    public void Int32(int value) => Int64(value);

    public void Int64(long value) => Varint((ulong)(value << 1) ^ (ulong)(value >> 63));

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    /// <summary>UTF-8 behind its length; half a surrogate pair becomes U+FFFD.</summary>
    /// <exception cref="WireException">No reader would take so long a text.</exception>
    public void Text(string value)
    {
        int byteCount = Encoding.UTF8.GetByteCount(value);
        if (byteCount > WireLimits.TextBytes)
            throw new WireException($"a text of {byteCount} bytes, {WireLimits.TextBytes} at most");
        Count(byteCount);
        Encoding.UTF8.GetBytes(value, Reserve(byteCount));
    }

    public void Text(NodeId node) => Text(node.Value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>One byte says whether the value follows.</summary>
    public void Optional<T>(T? value, Action<WireWriter, T> write) where T : class
    {
        Flag(value is not null);
        if (value is not null) write(this, value);
    }

    /// <inheritdoc cref="Optional{T}(T?, Action{WireWriter, T})"/>
    public void Optional<T>(T? value, Action<WireWriter, T> write) where T : struct
    {
        Flag(value is not null);
        if (value is { } stated) write(this, stated);
    }

    public void List<T>(IReadOnlyList<T> values, Action<WireWriter, T> write)
    {
        Count(values.Count);
        foreach (T value in values) write(this, value);
    }

    public byte[] ToArray() => Written.ToArray();

    private void Varint(ulong value)
    {
        Span<byte> encoded = stackalloc byte[LongestVarint];
        int length = 0;
        for (; value > 0x7F; value >>= 7) encoded[length++] = (byte)(value | 0x80);
        encoded[length++] = (byte)value;
        Bytes(encoded[..length]);
    }

    private Span<byte> Reserve(int byteCount)
    {
        if (byteCount > _bytes.Length - Length)
            Array.Resize(ref _bytes, Math.Max(checked(Length + byteCount), checked(_bytes.Length * 2)));
        Length += byteCount;
        return _bytes.AsSpan(Length - byteCount, byteCount);
    }
}
