using System.Net;
using System.Net.Sockets;
using Distillery.Messages;
using Distillery.Shared.Transport;
using Distillery.Shared.Transport.Tcp;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Transport.Tcp;

/// <summary>A peer made of two sockets, which says whatever a test wants it to say.</summary>
internal sealed class RawPeer : IDisposable
{
    internal static readonly NodeId Id = new("raw");

    internal RawPeer(TcpPeer target, ProtocolVersion? version = null, string machine = "", int processId = 1)
    {
        Handshake call = CallOf(target, MessagePlane.Control, version ?? ProtocolVersion.Current) with
        {
            Machine = machine,
            ProcessId = processId,
        };
        (Control, Answer) = Call(target, call);
        (Bulk, _) = Call(target, call with { Plane = MessagePlane.Bulk });
    }

    internal Handshake Answer { get; }

    internal NetworkStream Control { get; }

    internal NetworkStream Bulk { get; }

    internal static NetworkStream Connect(TcpPeer target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, HostAndPort.Parse(target.Transport.Address).Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal static Handshake CallOf(TcpPeer target, MessagePlane plane, ProtocolVersion version) =>
        new(HandshakeKind.Call, version, Id, target.Id, plane, 4711, "", "", 1, 60_000, "");

    internal static Handshake ReadAnswer(Stream stream)
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

    public void Dispose()
    {
        Control.Dispose();
        Bulk.Dispose();
    }

    private static (NetworkStream Stream, Handshake Answer) Call(TcpPeer target, Handshake call)
    {
        NetworkStream stream = Connect(target);
        stream.Write(call.ToBytes());
        Handshake answer = ReadAnswer(stream);
        Assert.Equal(HandshakeKind.Accepted, answer.Kind);
        return (stream, answer);
    }
}
