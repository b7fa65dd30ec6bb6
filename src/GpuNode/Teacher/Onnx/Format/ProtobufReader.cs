using System.Text;

namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>Reads the fields of protobuf messages from a file, one after the other. What nobody asks for, such as weights, is
/// skipped and not read.</summary>
/// <remarks>No length that a file states is believed: it must lie within the message around it, and so within the file.</remarks>
internal sealed class ProtobufReader(Stream stream)
{
    private const int MaximumDepth = 100; // Nested messages, protobuf's own limit.
    private const int MaximumVarintBytes = 10;
    private const int VarintWire = 0, Fixed64Wire = 1, BytesWire = 2, Fixed32Wire = 5;

    private long _position;
    private long _end = stream.Length; // Of the message that is read.
    private long _next; // Where the next field begins.
    private int _depth;

    /// <summary>The number of the current field.</summary>
    internal int Field { get; private set; }

    /// <summary>The value of a field that is a single integer; else 0.</summary>
    internal long Number { get; private set; }

    /// <summary>The bytes of a field that is a text, a message or a list of numbers; -1 of a single number.</summary>
    internal long Length { get; private set; }

    /// <summary>Goes to the next field of this message.</summary>
    /// <returns>False at its end.</returns>
    /// <exception cref="InvalidDataException">This is no protobuf message.</exception>
    internal bool Next()
    {
        if (_next != _position) Seek(_next);
        if (_position == _end) return false;
        ulong tag = ReadVarint();
        (Field, Number, Length) = ((int)(tag >> 3), 0, -1);
        _next = _position;
        switch ((int)(tag & 7))
        {
            case VarintWire: Number = (long)ReadVarint(); _next = _position; break;
            case Fixed64Wire: Skip(sizeof(long)); break;
            case Fixed32Wire: Skip(sizeof(int)); break;
            case BytesWire: Length = (long)ReadVarint(); _next = _position; Skip(Length); break;
            default: throw new InvalidDataException($"at byte {_position} a field has a kind that does not exist");
        }
        return true;
    }

    /// <summary>Reads the current field as a message of its own.</summary>
    /// <param name="read">Calls <see cref="Next"/> until the message ends.</param>
    internal void Message(Action read)
    {
        RequireBytes();
        if (++_depth > MaximumDepth) throw new InvalidDataException($"messages are nested more than {MaximumDepth} deep");
        (long end, long next) = (_end, _next);
        (_end, _next) = (next, _position);
        read();
        Seek(next);
        (_end, _next) = (end, next);
        _depth--;
    }

    /// <summary>Reads the current field as text.</summary>
    /// <param name="limit">The most bytes that it may have.</param>
    internal string Text(int limit)
    {
        RequireBytes();
        if (Length > limit) throw new InvalidDataException($"at byte {_position} a text has {Length} bytes, more than the {limit} that it may have");
        byte[] bytes = new byte[Length];
        stream.ReadExactly(bytes);
        _position += bytes.Length;
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads the current field of a list of integers: one of them, or several in one field.</summary>
    internal void Numbers(Action<long> add)
    {
        if (Length < 0) add(Number);
        else Message(() => { while (_position < _end) Add(); });
        void Add()
        {
            add((long)ReadVarint());
            _next = _position;
        }
    }

    private void RequireBytes()
    {
        if (Length < 0) throw new InvalidDataException($"at byte {_position} there is a number where a message or text belongs");
    }

    private void Skip(long count)
    {
        if (count < 0 || count > _end - _position)
            throw new InvalidDataException($"at byte {_position} a field has {(ulong)count} bytes, but only {_end - _position} follow");
        _next = _position + count;
    }

    private void Seek(long position)
    {
        stream.Seek(position - _position, SeekOrigin.Current);
        _position = position;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < MaximumVarintBytes; i++)
        {
            int next = _position < _end ? stream.ReadByte() : -1;
            if (next < 0) throw new InvalidDataException($"it breaks off in a number at byte {_position}");
            _position++;
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80) return value;
        }
        throw new InvalidDataException($"a number at byte {_position} does not end");
    }
}
