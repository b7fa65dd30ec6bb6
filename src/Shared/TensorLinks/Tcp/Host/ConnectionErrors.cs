using System.Net.Sockets;
using System.Security.Authentication;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>What can happen to a connection, told apart from what is a mistake of this process.</summary>
internal static class ConnectionErrors
{
    /// <param name="isOver">Somebody has closed the connection on purpose, so that using it fails in any way.</param>
    internal static bool IsExpected(Exception error, bool isOver) =>
        error is IOException or SocketException or WireException or AuthenticationException
        || (isOver && error is ObjectDisposedException or InvalidOperationException);

    /// <summary>For people, in a few words.</summary>
    internal static string Describe(Exception error) => error switch
    {
        IOException { InnerException: SocketException inner } => Describe(inner),
        EndOfStreamException => "it hung up before the connection stood",
        SocketException socket => new SocketException((int)socket.SocketErrorCode).Message, // Its own repeats the address.
        AuthenticationException { InnerException: { } inner } => $"{error.Message} {inner.Message}",
        _ => error.Message,
    };

    /// <summary>Whether the other end just went away.</summary>
    internal static bool IsHangUp(Exception error) => error is EndOfStreamException
        or IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } };
}
