using System.Security.Cryptography;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>Reads and writes handshakes on a channel, without reading a byte too far.</summary>
internal static class HandshakeExchange
{
    /// <summary>What one end draws for one conversation.</summary>
    internal static ByteString NewNonce() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(AdmissionProof.NonceBytes));

    internal static void Write(TcpChannel channel, Handshake handshake) => channel.Stream.Write(handshake.ToBytes());

    /// <summary>The next word of the other end.</summary>
    /// <exception cref="WireException">It is none, or of another version.</exception>
    /// <exception cref="EndOfStreamException">The other end has hung up in place of it.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static Handshake Read(TcpChannel channel)
    {
        byte[] prefix = new byte[Handshake.PrefixBytes];
        Fill(channel.Stream, prefix);
        byte[] body = new byte[Handshake.ParsePrefix(prefix).BodyBytes];
        Fill(channel.Stream, body);
        return Handshake.Parse(prefix, body);
    }

    /// <summary>The next word, which must be of this kind.</summary>
    /// <inheritdoc cref="Read(TcpChannel)"/>
    internal static Handshake Read(TcpChannel channel, HandshakeKind kind)
    {
        Handshake handshake = Read(channel);
        return handshake.Kind == kind ? handshake : throw new WireException($"it says {handshake.Kind} in place of {kind}");
    }

    private static void Fill(Stream stream, Span<byte> target)
    {
        int count = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (count == target.Length) return;
        throw count == 0 ? new EndOfStreamException() : new WireException("the other end hung up in the middle of a word");
    }
}
