namespace Distillery.Shared.Wire;

/// <summary>Takes frames from a stream, piece by piece: header, body, payload. Small pieces come through a buffer, large
/// ones go straight to where they belong.</summary>
/// <param name="onBytes">Called whenever bytes came: the other end lives.</param>
public sealed class FrameReader(Stream stream, Action? onBytes = null)
{
    /// <summary>Only header and body shall go through here: what is read of a payload has to be copied again.</summary>
    private readonly byte[] _buffer = new byte[4 << 10];

    private byte[] _body = [];
    private int _start;
    private int _end;

    /// <summary>The next frame's header, or null when the stream ends before it.</summary>
    /// <exception cref="WireException">What comes is no frame, or ends inside one.</exception>
    public FrameHeader? ReadHeader()
    {
        Span<byte> header = stackalloc byte[FrameHeader.ByteCount];
        if (_start == _end && !Refill()) return null;
        ReadExactly(header);
        return FrameHeader.Parse(header);
    }

    /// <summary>The frame's body, verified; valid until the next call.</summary>
    /// <exception cref="WireException">It is not what was sent.</exception>
    public ReadOnlySpan<byte> ReadBody(FrameHeader header)
    {
        if (_body.Length < header.BodyBytes) _body = new byte[header.BodyBytes];
        Span<byte> body = _body.AsSpan(0, header.BodyBytes);
        ReadExactly(body);
        header.Verify(body);
        return body;
    }

    /// <summary>Fills the whole target.</summary>
    /// <exception cref="WireException">The stream ends before.</exception>
    public void ReadExactly(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_start == _end && target.Length >= _buffer.Length)
            {
                int direct = stream.Read(target);
                if (direct == 0) throw Ended();
                onBytes?.Invoke();
                target = target[direct..];
                continue;
            }
            if (_start == _end && !Refill()) throw Ended();
            int count = Math.Min(target.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(target);
            _start += count;
            target = target[count..];
        }
    }

    /// <summary>Leaves bytes of a frame unread that nobody here understands.</summary>
    /// <exception cref="WireException">The stream ends before.</exception>
    public void Skip(int byteCount)
    {
        while (byteCount > 0)
        {
            if (_start == _end && !Refill()) throw Ended();
            int count = Math.Min(byteCount, _end - _start);
            _start += count;
            byteCount -= count;
        }
    }

    private bool Refill()
    {
        _start = 0;
        _end = stream.Read(_buffer);
        if (_end > 0) onBytes?.Invoke();
        return _end > 0;
    }

    private static WireException Ended() => new("the connection ended inside a frame");
}
