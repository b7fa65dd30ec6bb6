using System.Security.Cryptography;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>Reads and writes handshakes on a channel, without reading a byte too far.</summary>
internal static class HandshakeExchange
{
    /// <summary>What one end draws for one conversation.</summary>
    internal static ByteString NewNonce() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(AdmissionProof.NonceBytes));

    internal static void Write(TcpChannel channel, Handshake handshake) => channel.Stream.Write(handshake.ToBytes());

    /// <summary>The first word of the other end.</summary>
    /// <exception cref="WireException">The other end speaks something else, or another version, or hangs up.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static Handshake ReadFirst(TcpChannel channel)
    {
        try
        {
            return Read(channel);
        }
        catch (EndOfStreamException)
        {
            throw new WireException("the other end hung up before it had said who it is, as one with TLS does to a peer without");
        }
    }

    /// <summary>A later word.</summary>
    /// <exception cref="WireException">It is none.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static Handshake Read(TcpChannel channel)
    {
        byte[] prefix = new byte[Handshake.PrefixBytes];
        channel.Stream.ReadExactly(prefix);
        byte[] body = new byte[Handshake.ParsePrefix(prefix).BodyBytes];
        channel.Stream.ReadExactly(body);
        return Handshake.Parse(prefix, body);
    }

    /// <summary>A later word that must be of this kind.</summary>
    /// <inheritdoc cref="Read"/>
    internal static Handshake Read(TcpChannel channel, HandshakeKind kind)
    {
        Handshake handshake = Read(channel);
        return handshake.Kind == kind ? handshake : throw new WireException($"it says {handshake.Kind} in place of {kind}");
    }
}
