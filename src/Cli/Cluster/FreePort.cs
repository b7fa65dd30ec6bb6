using System.Net;
using System.Net.Sockets;

namespace Distillery.Cli.Cluster;

/// <summary>A port for a process that is to have the same one whenever it is started again.</summary>
internal static class FreePort
{
    /// <returns>One that nobody listens on now; somebody else may be quicker.</returns>
    internal static int Find()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
