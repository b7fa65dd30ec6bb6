using System.Net;
using System.Net.Sockets;
using Distillery.Messages;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

/// <summary>A peer made of a socket, which says whatever a test wants it to say.</summary>
internal sealed class RawPeer : IDisposable
{
    internal static readonly NodeId Id = new("raw");

    private static readonly ByteString Nonce = ByteString.CopyFrom(new byte[AdmissionProof.NonceBytes]);

    /// <summary>With a link to the target.</summary>
    internal RawPeer(TcpPeer target, ProtocolVersion? version = null, string machine = "", int processId = 1)
    {
        Handshake call = CallOf(target, version) with { Machine = machine, ProcessId = processId };
        Stream = Connect(target);
        Answer = Call(Stream, call);
        Assert.Equal(HandshakeKind.Accepted, Answer.Kind);
        Stream.Write(ConfirmationOf(call).ToBytes());
    }

    internal Handshake Answer { get; }

    internal NetworkStream Stream { get; }

    internal static NetworkStream Connect(TcpPeer target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, HostAndPort.Parse(target.Transport.Address).Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal static Handshake CallOf(TcpPeer target, ProtocolVersion? version = null) =>
        new(HandshakeKind.Call, version ?? ProtocolVersion.Current, Id, target.Id, "", 1, 60_000, "") { Nonce = Nonce };

    /// <summary>Calls and answers the challenge, and returns what is said to that; or what is said in place of a challenge.</summary>
    internal static Handshake Call(Stream stream, Handshake call, string secret = TcpPeer.Secret)
    {
        stream.Write(call.ToBytes());
        Handshake challenge = Read(stream);
        if (challenge.Kind != HandshakeKind.Challenge) return challenge;
        stream.Write(ProofOf(AdmissionProof.OfCaller(secret, call, challenge), call).ToBytes());
        return Read(stream);
    }

    internal static Handshake ProofOf(byte[] proof, Handshake call) =>
        call with { Kind = HandshakeKind.Proof, Nonce = ByteString.Empty, Proof = ByteString.CopyFrom(proof) };

    internal static Handshake ConfirmationOf(Handshake call) =>
        call with { Kind = HandshakeKind.Confirmed, Nonce = ByteString.Empty };

    internal static Handshake Read(Stream stream)
    {
        byte[] prefix = new byte[Handshake.PrefixBytes];
        stream.ReadExactly(prefix);
        byte[] body = new byte[Handshake.ParsePrefix(prefix).BodyBytes];
        stream.ReadExactly(body);
        return Handshake.Parse(prefix, body);
    }

    /// <summary>Reads until the other end hangs up, and drops what comes.</summary>
    internal static void ReadToEnd(Stream stream)
    {
        byte[] dropped = new byte[4096];
        try
        {
            while (stream.Read(dropped) > 0) { }
        }
        catch (IOException)
        {
            // Hung up on with bytes unread: a reset.
        }
    }

    public void Dispose() => Stream.Dispose();
}
