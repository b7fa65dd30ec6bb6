using Distillery.Shared.Wire;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>Reads and writes handshakes on a channel, without reading a byte too far.</summary>
internal static class HandshakeExchange
{
    internal static void Write(TcpChannel channel, Handshake handshake) => channel.Stream.Write(handshake.ToBytes());

    /// <exception cref="WireException">The other end speaks something else, or another version.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static Handshake Read(TcpChannel channel)
    {
        byte[] prefix = new byte[Handshake.PrefixBytes];
        ReadExactly(channel.Stream, prefix);
        byte[] body = new byte[Handshake.ParsePrefix(prefix).BodyBytes];
        ReadExactly(channel.Stream, body);
        return Handshake.Parse(prefix, body);
    }

    private static void ReadExactly(Stream stream, Span<byte> target)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new WireException("the other end hung up before it had said who it is, as one with TLS does to a peer without");
    }
}
