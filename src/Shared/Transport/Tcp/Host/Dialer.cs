using System.Net;
using System.Net.Sockets;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>One attempt of this end to make a link: both connections, one after the other, within the time for it.</summary>
internal sealed class Dialer(PeerLink link, string address, ulong number, LinkTable table, TcpTransportOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _open = [];
    private volatile bool _isActive = true;
    private volatile bool _isAbandoned;
    private volatile bool _isLate;

    /// <summary>Whether it may still make the link; false once the other end was given the way.</summary>
    internal bool IsActive => _isActive;

    internal void Start() =>
        new Thread(Run) { IsBackground = true, Name = $"dial {link.Peer}" }.Start();

    /// <summary>The link is no longer wanted from here.</summary>
    internal void Abandon()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            _isActive = false;
            foreach (IDisposable open in _open) open.Dispose();
            _open.Clear();
        }
    }

    /// <summary>Both connections stand, and are the link's from here on; false when it was abandoned.</summary>
    internal bool TryFinish()
    {
        lock (_gate)
        {
            if (_isAbandoned || _isLate) return false;
            _open.Clear();
            _isActive = false;
            return true;
        }
    }

    private void Run()
    {
        using ITimer deadline = options.Time.CreateTimer(_ => BeLate(), null, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            if (Dial() is { } problem) Fail(problem);
        }
        catch (Exception error) when (ConnectionErrors.IsExpected(error, _isAbandoned || _isLate))
        {
            Fail(_isLate ? $"no answer within {options.ConnectTimeout.TotalSeconds:0.###} s" : ConnectionErrors.Describe(error));
        }
        catch (UserErrorException error)
        {
            Fail(error.Message);
        }
    }

    /// <summary>What went wrong, or null when the link stands or the other end makes it.</summary>
    private string? Dial()
    {
        HostAndPort target = HostAndPort.Parse(address);
        (TcpChannel control, Handshake answer) = Call(target, MessagePlane.Control);
        if (answer.Kind == HandshakeKind.Accepted)
        {
            (TcpChannel bulk, answer) = Call(target, MessagePlane.Bulk);
            if (answer.Kind == HandshakeKind.Accepted)
            {
                Hand(control, bulk, answer);
                return null;
            }
        }
        if (answer.Kind == HandshakeKind.Yielded)
        {
            AwaitOther();
            return null;
        }
        return $"it refuses: {answer.Reason}";
    }

    /// <summary>Gives both connections to the link, unless the other end's call was accepted meanwhile.</summary>
    private void Hand(TcpChannel control, TcpChannel bulk, Handshake answer)
    {
        if (!table.TryClaim(link, this)) throw new IOException("the link is no longer wanted");
        if (link.TryStand(control, bulk, answer)) return;
        control.Dispose();
        bulk.Dispose();
    }

    private (TcpChannel Channel, Handshake Answer) Call(HostAndPort target, MessagePlane plane)
    {
        TcpChannel channel = Open(target);
        HandshakeExchange.Write(channel, table.Handshake(HandshakeKind.Call, link.Peer, plane, number));
        Handshake answer = HandshakeExchange.Read(channel);
        if (answer.Kind == HandshakeKind.Accepted && answer.Sender != link.Peer)
            throw new WireException($"there is {answer.Sender} instead");
        return (channel, answer);
    }

    private TcpChannel Open(HostAndPort target)
    {
        IPAddress[] addresses = Dns.GetHostAddresses(target.Host);
        for (int i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Keep(socket);
            try
            {
                socket.Connect(addresses[i], target.Port);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
                continue;
            }
            TcpChannel channel = ChannelSetup.Client(socket, options);
            Keep(channel);
            return channel;
        }
    }

    private void Keep(IDisposable open)
    {
        lock (_gate)
        {
            if (_isAbandoned || _isLate)
            {
                open.Dispose();
                throw new IOException("the link is no longer wanted");
            }
            _open.Add(open);
        }
    }

    private void BeLate()
    {
        lock (_gate)
        {
            if (!_isActive) return;
            _isLate = true;
            foreach (IDisposable open in _open) open.Dispose();
        }
    }

    private void AwaitOther()
    {
        Abandon();
        ITimer? patience = null;
        patience = options.Time.CreateTimer(
            _ =>
            {
                link.FailToStand("it was about to make the link itself, and has not");
                patience?.Dispose();
            },
            null, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
    }

    private void Fail(string problem)
    {
        bool isAbandoned;
        lock (_gate) isAbandoned = _isAbandoned;
        Abandon();
        if (!isAbandoned) link.FailToStand($"cannot reach {link.Peer} at {address}: {problem}");
    }
}
