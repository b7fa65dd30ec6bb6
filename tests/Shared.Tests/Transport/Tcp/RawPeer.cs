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

    internal RawPeer(TcpPeer target, ProtocolVersion? version = null)
    {
        Control = Call(target, MessagePlane.Control, version ?? ProtocolVersion.Current);
        Bulk = Call(target, MessagePlane.Bulk, version ?? ProtocolVersion.Current);
    }

    internal NetworkStream Control { get; }

    internal NetworkStream Bulk { get; }

    internal static NetworkStream Connect(TcpPeer target)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, HostAndPort.Parse(target.Transport.Address).Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal static Handshake CallOf(TcpPeer target, MessagePlane plane, ProtocolVersion version) =>
        new(HandshakeKind.Call, version, Id, target.Id, plane, 4711, "", "", 1, "");

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

    private static NetworkStream Call(TcpPeer target, MessagePlane plane, ProtocolVersion version)
    {
        NetworkStream stream = Connect(target);
        stream.Write(CallOf(target, plane, version).ToBytes());
        Assert.Equal(HandshakeKind.Accepted, ReadAnswer(stream).Kind);
        return stream;
    }
}
