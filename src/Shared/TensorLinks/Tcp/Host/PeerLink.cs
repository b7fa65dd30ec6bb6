using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.TensorLinks.Memory;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>The link to one peer, from the wish for it to its end. Messages can be sent from the beginning; they wait until
/// it stands.</summary>
/// <remarks>All that the listener is told of this link is told under one lock, so that nothing comes after the loss.</remarks>
internal sealed class PeerLink(
    NodeId peer, ITransportListener listener, TcpTransportOptions options, BufferPool pool, Action<PeerLink> onOver)
{
    private const int PingsInLossTime = 5;

    private readonly Lock _events = new();
    private readonly SendQueue _queue = new();
    private volatile LinkState _state = LinkState.Making;
    private LinkConnection? _connection;
    private LinkMemory? _memory;
    private TimeSpan _pingPeriod;

    internal NodeId Peer => peer;

    internal bool IsMaking => _state == LinkState.Making;

    /// <summary>Whether it has broken or was ended here.</summary>
    internal bool IsOver => _state is LinkState.Broken or LinkState.Closed;

    /// <summary>The attempt of this end to make it, if it is this end's turn.</summary>
    internal Dialer? Dialer { get; set; }

    /// <summary>The connection is there: the listener is told, and messages begin to flow. False when the link stands
    /// already or is over; the channel is then the caller's still.</summary>
    internal bool TryStand(TcpChannel channel, Handshake peerHandshake)
    {
        lock (_events)
        {
            if (_state != LinkState.Making) return false;
            _pingPeriod = PingPeriodFor(peerHandshake);
            _memory = SharesMemoryWith(peerHandshake)
                ? new LinkMemory(peer, peerHandshake.ProcessId, SendOwn, options.Events) : null;
            _connection = new LinkConnection(this, channel, _queue, peerHandshake.Version, options, pool, _memory);
            _state = LinkState.Standing;
            listener.Connected(peer);
        }
        _connection.Start();
        return true;
    }

    /// <exception cref="WireException">The message is larger than a frame may be.</exception>
    internal void Send(Message message)
    {
        Payload? payload = MessageCodec.PayloadOf(message);
        SharedReference? reference = payload is null ? null : _memory?.Refer(payload);
        OutgoingFrame frame = reference is { } place
            ? new OutgoingFrame([.. FrameWriter.ReferringHeadOf(message), .. place.ToBytes()], Payload: null)
            : new OutgoingFrame(FrameWriter.HeadOf(message), payload);
        SendOutcome outcome = Queue(frame);
        if (outcome != SendOutcome.Queued || frame.Payload is null) payload?.Dispose();
    }

    /// <inheritdoc cref="ITransportListener.PlaceFor"/>
    internal ReceivedPayload? PlaceFor(Message message, int byteCount) => listener.PlaceFor(peer, message, byteCount);

    internal void Deliver(Message message)
    {
        lock (_events)
        {
            if (_state == LinkState.Standing) listener.Received(peer, message);
            else MessageCodec.PayloadOf(message)?.Dispose();
        }
    }

    /// <summary>Tells the loss, once, and ends the connection.</summary>
    internal void Break(string reason) => Break(reason, onlyMaking: false);

    /// <summary>The same, unless the link has come to stand meanwhile.</summary>
    internal void FailToStand(string reason) => Break(reason, onlyMaking: true);

    /// <summary>Ends the link without a word to the listener; what is queued still goes out.</summary>
    /// <returns>Completes when it has, or when <paramref name="limit"/> has passed.</returns>
    internal async Task Close(TimeSpan limit)
    {
        lock (_events)
        {
            if (IsOver) return;
            _state = LinkState.Closed;
        }
        onOver(this); // From here on another link to this peer may be made.
        Dialer?.Abandon();
        _queue.Complete();
        try
        {
            if (_connection is not null) await _connection.Ended.WaitAsync(limit, options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The other end does not read, or does not hang up: it is told by the broken connection.
        }
        Release();
    }

    /// <summary>Breaks the link when it is time to, and says to the other end that this one lives.</summary>
    internal void Tick(bool wasAsleep)
    {
        if (_state != LinkState.Standing) return;
        if (_connection?.Check(options.LossAfter, _pingPeriod, wasAsleep) is { } reason) Break(reason);
    }

    private void SendOwn(byte[] frame) => Queue(new OutgoingFrame(frame, Payload: null));

    private SendOutcome Queue(OutgoingFrame frame)
    {
        SendOutcome outcome = _queue.Add(frame);
        if (outcome == SendOutcome.Full) Break("it does not read: too many messages wait for it");
        return outcome;
    }

    /// <summary>A few signs of life within the shorter of both ends' times of loss.</summary>
    private TimeSpan PingPeriodFor(Handshake other)
    {
        TimeSpan theirs = TimeSpan.FromMilliseconds(Math.Max(1, other.LossAfterMilliseconds));
        return (theirs < options.LossAfter ? theirs : options.LossAfter) / PingsInLossTime;
    }

    private bool SharesMemoryWith(Handshake other) =>
        options.SharesMemory && other.Machine.Length > 0 && other.Machine == MachineIdentity.Current;

    private void Break(string reason, bool onlyMaking)
    {
        lock (_events)
        {
            if (IsOver || (onlyMaking && _state != LinkState.Making)) return;
            _state = LinkState.Broken;
            listener.Lost(peer, reason);
        }
        Dialer?.Abandon();
        Release();
    }

    private void Release()
    {
        onOver(this);
        _connection?.Abort();
        _queue.Abort();
        _memory?.Dispose();
    }

    private enum LinkState
    {
        Making,
        Standing,
        Broken,
        Closed,
    }
}
