using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.TensorLinks.Memory;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>Reads one connection's frames, in a thread of its own, and hands their messages over.</summary>
internal sealed class FrameReceiver
{
    private static readonly MemoryPayload Empty = new(default);

    private readonly FrameReader _reader;
    private readonly PeerLink _link;
    private readonly bool _isPeerNewer;
    private readonly TcpTransportOptions _options;
    private readonly BufferPool _pool;
    private readonly LinkMemory? _memory;
    private long _lastBytes;

    internal FrameReceiver(
        TcpChannel channel, PeerLink link, ProtocolVersion peerVersion, TcpTransportOptions options,
        BufferPool pool, LinkMemory? memory)
    {
        _reader = new FrameReader(channel.Stream, KeepAlive);
        (_link, _options, _pool, _memory) = (link, options, pool, memory);
        _isPeerNewer = peerVersion.IsNewerMinorThan(ProtocolVersion.Current);
        KeepAlive();
    }

    /// <summary>How long nothing has come that should have.</summary>
    internal TimeSpan Silence => _options.Time.GetElapsedTime(Volatile.Read(ref _lastBytes));

    /// <summary>Counts as if something had come.</summary>
    internal void KeepAlive() => Volatile.Write(ref _lastBytes, _options.Time.GetTimestamp());

    /// <summary>Reads until the other end closes the connection.</summary>
    /// <exception cref="WireException">It sent what cannot be read.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal void Run()
    {
        while (_reader.ReadHeader() is { } header)
        {
            if (MessageCodec.IsMessage(header.Kind)) ReceiveMessage(header);
            else if (Enum.IsDefined(header.Kind)) ReceiveOwn(header);
            else SkipUnknown(header);
        }
    }

    private void ReceiveMessage(FrameHeader header)
    {
        if (MessageCodec.PlaneOf(header.Kind) != MessagePlane.Bulk) throw new WireException($"{header.Kind} on the data plane");
        bool hasPayload = MessageCodec.HasPayload(header.Kind);
        if (!hasPayload && header.PayloadBytes > 0) throw new WireException($"{header.Kind} with a payload");
        Message message = MessageCodec.FromBytes(header.Kind, _reader.ReadBody(header), hasPayload ? Empty : null);
        if (hasPayload) message = MessageCodec.WithPayload(message, ReceivePayload(header, message));
        _link.Deliver(message);
    }

    private Payload ReceivePayload(FrameHeader header, Message message)
    {
        if (header.PayloadIsReference) return Resolve();
        ReceivedPayload payload = _link.PlaceFor(message, header.PayloadBytes) ?? new RentedPayload(_pool, header.PayloadBytes);
        try
        {
            Invariant.That(
                payload.Target.Length == header.PayloadBytes,
                $"{payload.Target.Length} bytes were offered for a payload of {header.PayloadBytes}");
            _reader.ReadExactly(payload.Target.Span);
        }
        catch
        {
            payload.Dispose();
            throw;
        }
        return payload;
    }

    private Payload Resolve()
    {
        Span<byte> bytes = stackalloc byte[SharedReference.ByteCount];
        _reader.ReadExactly(bytes);
        return _memory?.Resolve(SharedReference.Parse(bytes))
            ?? throw new WireException("a reference to memory that was never accepted");
    }

    private void ReceiveOwn(FrameHeader header)
    {
        if (header.PayloadBytes > 0) throw new WireException($"{header.Kind} with a payload");
        ReadOnlySpan<byte> body = _reader.ReadBody(header);
        if (header.Kind == FrameKind.Ping) return; // That bytes came has been noted.
        if (header.Kind == FrameKind.Goodbye) _link.Break("it has ended the link");
        else if (_memory is null) throw new WireException($"{header.Kind} from a process that shares no memory with this one");
        else _memory.Receive(header.Kind, body);
    }

    private void SkipUnknown(FrameHeader header)
    {
        if (!_isPeerNewer) throw new WireException($"a message of the unknown kind {(byte)header.Kind}");
        _options.Events($"{_link.Peer} sent a message of kind {(byte)header.Kind}, which this version does not know: skipped");
        _reader.Skip(header.BodyBytes);
        _reader.Skip(header.PayloadBytes);
    }
}
