using System.Net.Sockets;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>Makes channels of connected sockets.</summary>
internal static class ChannelSetup
{
    internal static TcpChannel Client(Socket socket, MessagePlane plane, TcpTransportOptions options) => Plain(socket);

    internal static TcpChannel Server(Socket socket, TcpTransportOptions options) => Plain(socket);

    private static TcpChannel Plain(Socket socket)
    {
        socket.NoDelay = true;
        return new TcpChannel(socket, new NetworkStream(socket, ownsSocket: true));
    }
}
