using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Distillery.Shared.Wire;

/// <summary>Shows that an end of a connection knows the data plane's secret, without telling it: a keyed hash of what both
/// ends have drawn for this one conversation, and of their names.</summary>
/// <remarks>HMAC-SHA256 (RFC 2104, FIPS 180-4), in a challenge and response by both sides. An answer fits one conversation and one
/// side of it, so what somebody has overheard opens nothing.</remarks>
internal static class AdmissionProof
{
    /// <summary>Of what each end draws; 128 bits never come twice.</summary>
    internal const int NonceBytes = 16;

    /// <summary>Of an answer of HMAC-SHA256.</summary>
    internal const int ProofBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>By the one that dialed.</summary>
    internal static byte[] OfCaller(string secret, Handshake call, Handshake challenge) => Of("caller", secret, call, challenge);

    /// <summary>By the one that was dialed.</summary>
    internal static byte[] OfAcceptor(string secret, Handshake call, Handshake challenge) =>
        Of("acceptor", secret, call, challenge);

    /// <summary>Names have no zeros, so no two conversations have the same text.</summary>
    private static byte[] Of(string side, string secret, Handshake call, Handshake challenge)
    {
        string names = $"distillery data plane\0{side}\0{call.Sender}\0{call.Target}\0";
        byte[] text = [.. Encoding.ASCII.GetBytes(names), .. call.Nonce.Span, .. challenge.Nonce.Span];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text);
    }
}
