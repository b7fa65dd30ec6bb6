using System.Net.Security;
using System.Net.Sockets;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>A connected socket with the stream over it, plain or encrypted. One thread reads, one writes, any may
/// dispose it, which ends what the others wait for.</summary>
internal sealed class TcpChannel(Socket socket, Stream stream) : IDisposable
{
    internal Stream Stream => stream;

    /// <summary>For the log: who is at the other end.</summary>
    internal string Remote { get; } = socket.RemoteEndPoint?.ToString() ?? "?";

    /// <summary>Says that nothing more comes from here; the other end may still send.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    internal void CloseSending()
    {
        if (stream is SslStream secured) secured.ShutdownAsync().GetAwaiter().GetResult();
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose()
    {
        socket.Dispose(); // First: disposing an encrypted stream would try to say goodbye.
        stream.Dispose();
    }
}
