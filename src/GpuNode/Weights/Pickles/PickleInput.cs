using System.Buffers.Binary;
using System.Text;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights.Pickles;

/// <summary>Reads a pickle's bytes from where the stream stands: lengths are checked before memory is taken.</summary>
internal sealed class PickleInput
{
    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly WeightsInput _input;
    private readonly long _end;

    public PickleInput(Stream stream, WeightsInput input)
    {
        (_stream, _input) = (stream, input);
        _end = Math.Min(stream.Length, stream.Position + PickleLimits.MaximumBytes);
    }

    public byte ReadByte()
    {
        RequireBytes(1);
        return (byte)_stream.ReadByte();
    }

    public int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    /// <summary>A length of 8 bytes; one beyond the input fails when its bytes are read.</summary>
    public long ReadLength64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(sizeof(long)));

    /// <summary>Pickles write floating-point numbers big-endian, unlike everything else.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(sizeof(double)));

    public byte[] ReadBytes(long count)
    {
        RequireBytes(count);
        byte[] bytes = new byte[count];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    public string ReadUtf8(long byteCount)
    {
        try
        {
            return StrictUtf8.GetString(ReadBytes(byteCount));
        }
        catch (DecoderFallbackException error)
        {
            throw _input.Damaged($"its pickle has text that is not UTF-8 before byte {_stream.Position}", error);
        }
    }

    /// <summary>Reads up to the next line feed, as the names of a global stand.</summary>
    public string ReadLine()
    {
        StringBuilder line = new();
        for (byte next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            if (line.Length == PickleLimits.MaximumGlobalBytes)
                throw Fault($"has a name of more than {PickleLimits.MaximumGlobalBytes} bytes");
            line.Append((char)next);
        }
        return line.ToString();
    }

    /// <param name="problem">Continues the sentence "its pickle …".</param>
    public UserErrorException Fault(string problem) =>
        _input.Damaged($"its pickle {problem} (near byte {_stream.Position})");

    /// <summary>For a sound pickle with something that is not allowed.</summary>
    public UserErrorException Refusal(string problem) => _input.Unusable(problem);

    private void RequireBytes(long count)
    {
        if (count >= 0 && count <= _end - _stream.Position) return;
        throw Fault($"ends too early: {count} bytes are wanted and {_end - _stream.Position} are left");
    }
}
