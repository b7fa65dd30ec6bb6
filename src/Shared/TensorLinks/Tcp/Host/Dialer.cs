using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Distillery.Shared.Protocol;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>One attempt of this end to make a link, within the time for it.</summary>
internal sealed class Dialer(PeerLink link, string address, LinkTable table, TcpTransportOptions options)
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
        if (options.Admission.Secret is not { } secret) return DataAdmission.NotYet;
        TcpChannel channel = Open(HostAndPort.Parse(address));
        Handshake answer = Call(channel, secret);
        switch (answer.Kind)
        {
            case HandshakeKind.Accepted: Finish(channel, answer); return null;
            case HandshakeKind.Yielded: AwaitOther(); return null;
            case HandshakeKind.Refused: return $"it refuses: {answer.Reason}";
            default: throw new WireException($"it answers {answer.Kind}");
        }
    }

    /// <summary>Says who calls, proves it, and hears the answer; nothing is believed of an acceptor that proves nothing.</summary>
    private Handshake Call(TcpChannel channel, string secret)
    {
        Handshake call = table.Handshake(HandshakeKind.Call, link.Peer) with { Nonce = HandshakeExchange.NewNonce() };
        HandshakeExchange.Write(channel, call);
        Handshake challenge = ReadChallenge(channel);
        if (challenge.Kind == HandshakeKind.Refused) return challenge;
        if (challenge.Kind != HandshakeKind.Challenge) throw new WireException($"it says {challenge.Kind} to a call");
        var proof = ByteString.CopyFrom(AdmissionProof.OfCaller(secret, call, challenge));
        HandshakeExchange.Write(channel, table.Handshake(HandshakeKind.Proof, link.Peer) with { Proof = proof });
        Handshake answer = HandshakeExchange.Read(channel);
        if (answer.Kind != HandshakeKind.Accepted) return answer;
        bool isAdmitted = CryptographicOperations.FixedTimeEquals(
            answer.Proof.Span, AdmissionProof.OfAcceptor(secret, call, challenge));
        if (!isAdmitted) throw new WireException("it has not been admitted to this run");
        return answer.Sender == link.Peer ? answer : throw new WireException($"there is {answer.Sender} instead");
    }

    private static Handshake ReadChallenge(TcpChannel channel)
    {
        try
        {
            return HandshakeExchange.Read(channel);
        }
        catch (EndOfStreamException)
        {
            throw new WireException("it hung up without a word, as one with TLS does to a peer without");
        }
    }

    /// <summary>Gives the connection to the link, if that is still this end's to make. The other end hears of it, so that a
    /// call which was given up on its way makes no link there.</summary>
    private void Finish(TcpChannel channel, Handshake answer)
    {
        lock (_gate)
        {
            if (_isAbandoned || _isLate) throw new IOException("the link is no longer wanted");
            _open.Clear();
        }
        bool isStanding = false;
        try
        {
            HandshakeExchange.Write(channel, table.Handshake(HandshakeKind.Confirmed, link.Peer));
            isStanding = link.TryStand(channel, answer);
        }
        finally
        {
            if (!isStanding) channel.Dispose();
        }
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
