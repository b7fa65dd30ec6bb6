using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>The data plane over TCP: one connection to each peer, as docs/protocol.md says.</summary>
/// <remarks>The listener is called from the threads that read; what it may take time for has to wait in its mailbox. A
/// payload handed to <see cref="Send"/> is disposed when its bytes are written, or will never be.</remarks>
public sealed class TcpTransport : ITransport
{
    /// <summary>How long an ended link may take to send what is queued. Last words are short.</summary>
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(2);

    /// <summary>A break is found at most this late, and no peer's time of loss can be kept that is shorter than a few of
    /// these.</summary>
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(50);

    private readonly TcpTransportOptions _options;
    private readonly ITransportListener _listener;
    private readonly LinkTable _table;
    private readonly Acceptor _acceptor;
    private readonly ITimer _timer;
    private long _lastTick;

    private TcpTransport(TcpTransportOptions options, ITransportListener listener, BufferPool pool)
    {
        (_options, _listener) = (options, listener);
        _table = new LinkTable(options, listener, pool);
        _acceptor = new Acceptor(new CallHandler(_table, options), options);
        _lastTick = options.Time.GetTimestamp();
        _timer = options.Time.CreateTimer(_ => Tick(), null, TickPeriod, TickPeriod);
    }

    public NodeId Self => _options.Self;

    public string Address => _acceptor.Address.ToString();

    /// <exception cref="UserErrorException">The address cannot be listened on.</exception>
    public static TcpTransport Start(TcpTransportOptions options, ITransportListener listener, BufferPool? pool = null)
    {
        var transport = new TcpTransport(options, listener, pool ?? new BufferPool());
        transport._acceptor.Start();
        return transport;
    }

    public void Connect(NodeId peer, string address) => _table.Connect(peer, address);

    /// <exception cref="Wire.WireException">The message is larger than a frame may be.</exception>
    /// <exception cref="InvariantException">It is a control message to another process.</exception>
    public void Send(NodeId peer, Message message)
    {
        if (peer == Self)
        {
            _listener.Received(Self, message);
            return;
        }
        Invariant.That(
            MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Bulk,
            $"{message.GetType().Name} to {peer} is a control message and was given to the data plane");
        if (_table.Find(peer) is { } link) link.Send(message);
        else MessageCodec.PayloadOf(message)?.Dispose();
    }

    /// <inheritdoc/>
    /// <remarks>What was sent before still goes out, so that a last word arrives.</remarks>
    public void Disconnect(NodeId peer) => _ = _table.Close(peer, FarewellLimit);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _acceptor.Dispose();
        await _table.CloseAll(FarewellLimit).ConfigureAwait(false);
    }

    /// <summary>A process that itself stood still has not listened, and so gives everybody another time of loss.</summary>
    private void Tick()
    {
        long former = Interlocked.Exchange(ref _lastTick, _options.Time.GetTimestamp());
        bool wasAsleep = _options.Time.GetElapsedTime(former) > _options.LossAfter / 2;
        _table.Tick(wasAsleep);
    }
}
