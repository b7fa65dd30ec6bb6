using System.Buffers.Binary;
using Distillery.Messages;
using Distillery.Shared.Runs;
using Google.Protobuf;

namespace Distillery.Shared.Wire;

/// <summary>What both ends of a connection say before it stands.</summary>
/// <param name="Version">Of the process that wrote it.</param>
/// <param name="Sender">Who it says it is.</param>
/// <param name="Target">Whom it means to talk to.</param>
/// <param name="Machine">Equal for processes that can open each other's memory; empty where that is not wished.</param>
/// <param name="ProcessId">On that machine.</param>
/// <param name="LossAfterMilliseconds">Silence after which the sender counts the other end as lost.</param>
/// <param name="Reason">Of a refusal, for people.</param>
internal sealed record Handshake(
    HandshakeKind Kind, ProtocolVersion Version, NodeId Sender, NodeId Target, string Machine, int ProcessId,
    int LossAfterMilliseconds, string Reason)
{
    /// <summary>Drawn for this conversation: of a call and a challenge, else empty.</summary>
    public ByteString Nonce { get; init; } = ByteString.Empty;

    /// <summary>An <see cref="AdmissionProof"/>: in Proof and Accepted, else empty.</summary>
    public ByteString Proof { get; init; } = ByteString.Empty;

    /// <summary>Magic 4 + major 2 + minor 2 + body length 4 + body checksum 4: these stay in all versions, so that two of
    /// them can at least tell each other what they are.</summary>
    public const int PrefixBytes = 4 + 2 + 2 + 4 + 4;

    private const int MajorAt = 4;
    private const int MinorAt = 6;
    private const int LengthAt = 8;
    private const int ChecksumAt = 12;
    private const int LongestReason = 512; // letters of up to 4 bytes; so that the body stays within its limit

    private static ReadOnlySpan<byte> Magic => "DSTL"u8;

    public byte[] ToBytes()
    {
        var fields = new Proto.Handshake
        {
            Kind = (int)Kind, Sender = Sender.Value, Target = Target.Value, Machine = Machine, ProcessId = ProcessId,
            LossAfterMilliseconds = LossAfterMilliseconds, Nonce = Nonce, Proof = Proof,
            Reason = Reason.Length <= LongestReason ? Reason : Reason[..LongestReason],
        };
        byte[] bytes = new byte[PrefixBytes + fields.CalculateSize()];
        Span<byte> body = bytes.AsSpan(PrefixBytes);
        fields.WriteTo(body);
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(MajorAt), Version.Major);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(MinorAt), Version.Minor);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(LengthAt), body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), MaskedCrc32C.Crc32C(body));
        return bytes;
    }

    /// <summary>The version of the other end, and how many bytes of body follow.</summary>
    /// <exception cref="WireException">It speaks something else, or another major version: the reason tells both.</exception>
    public static (ProtocolVersion Version, int BodyBytes) ParsePrefix(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < PrefixBytes) throw new WireException("the handshake is not complete");
        if (!prefix.StartsWith(Magic)) throw new WireException("the other end does not speak Distillery's protocol");
        var version = new ProtocolVersion(
            BinaryPrimitives.ReadUInt16LittleEndian(prefix[MajorAt..]),
            BinaryPrimitives.ReadUInt16LittleEndian(prefix[MinorAt..]));
        ProtocolVersion own = ProtocolVersion.Current;
        if (version.Major != own.Major)
        {
            throw new WireException(
                $"the other end speaks protocol {version} and this process {own}: run the same release of distill on both");
        }
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(prefix[LengthAt..]);
        if (length > WireLimits.HandshakeBodyBytes)
            throw new WireException($"a handshake of {length} bytes, {WireLimits.HandshakeBodyBytes} at most");
        return (version, (int)length);
    }

    /// <exception cref="WireException">It is damaged, or what <see cref="ParsePrefix"/> refuses.</exception>
    public static Handshake Parse(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
    {
        (ProtocolVersion version, int bodyBytes) = ParsePrefix(prefix);
        if (body.Length != bodyBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(prefix[ChecksumAt..]) != MaskedCrc32C.Crc32C(body))
        {
            throw new WireException("the checksum of a handshake is wrong");
        }
        Proto.Handshake fields = Fields.Parse(Proto.Handshake.Parser, body);
        HandshakeKind kind = Fields.Choice<HandshakeKind>(fields.Kind);
        return new Handshake(
            kind, version, Fields.Node(fields.Sender), Fields.Node(fields.Target), fields.Machine, fields.ProcessId,
            fields.LossAfterMilliseconds, fields.Reason)
        {
            Nonce = Sized(fields.Nonce, kind is HandshakeKind.Call or HandshakeKind.Challenge, AdmissionProof.NonceBytes),
            Proof = Sized(fields.Proof, kind is HandshakeKind.Proof or HandshakeKind.Accepted, AdmissionProof.ProofBytes),
        };

        ByteString Sized(ByteString bytes, bool isDue, int byteCount) => bytes.Length == (isDue ? byteCount : 0)
            ? bytes : throw new WireException($"a handshake of kind {kind} with {bytes.Length} bytes in place of a nonce or a proof");
    }
}
