using System.Buffers.Binary;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Wire;

/// <summary>The 24 bytes before each message on a connection of the data plane.</summary>
/// <param name="PayloadIsReference">The payload's bytes are not here but in shared memory; here is only where.</param>
/// <param name="BodyBytes">The message's fields.</param>
/// <param name="PayloadBytes">What follows the body; its content is guarded by TCP's checksum and by the hash that the
/// messages of averages carry, because a second checksum over all tensors would cost more than the copy.</param>
/// <param name="BodyChecksum">CRC-32C.</param>
public readonly record struct FrameHeader(
    FrameKind Kind, bool PayloadIsReference, int BodyBytes, int PayloadBytes, uint BodyChecksum)
{
    /// <summary>Magic 4 + kind 1 + flags 1 + unused 2 + body length 4 + payload length 4 + body checksum 4 + header
    /// checksum 4.</summary>
    public const int ByteCount = 4 + 1 + 1 + 2 + 4 + 4 + 4 + 4;

    private const int KindAt = 4;
    private const int FlagsAt = 5;
    private const int BodyLengthAt = 8;
    private const int PayloadLengthAt = 12;
    private const int BodyChecksumAt = 16;
    private const int HeaderChecksumAt = 20;
    private const byte ReferenceFlag = 1;

    private static ReadOnlySpan<byte> Magic => "DSTF"u8;

    public void WriteTo(Span<byte> target)
    {
        target = target[..ByteCount];
        target.Clear();
        Magic.CopyTo(target);
        target[KindAt] = (byte)Kind;
        target[FlagsAt] = PayloadIsReference ? ReferenceFlag : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(target[BodyLengthAt..], BodyBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[PayloadLengthAt..], PayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[BodyChecksumAt..], BodyChecksum);
        uint checksum = MaskedCrc32C.Crc32C(target[..HeaderChecksumAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[HeaderChecksumAt..], checksum);
    }

    /// <summary>The header, with lengths within their limits. Its kind may be unknown.</summary>
    /// <exception cref="WireException">These are not the first bytes of a frame.</exception>
    public static FrameHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ByteCount) throw new WireException($"a frame has {ByteCount} bytes at least");
        if (!bytes.StartsWith(Magic)) throw new WireException("the bytes are no frame: they do not begin with its magic");
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[HeaderChecksumAt..]);
        if (checksum != MaskedCrc32C.Crc32C(bytes[..HeaderChecksumAt]))
            throw new WireException("the checksum of a frame's header is wrong");
        if (bytes[FlagsAt] > ReferenceFlag) throw new WireException("a frame has flags that nobody set");
        var header = new FrameHeader(
            (FrameKind)bytes[KindAt], bytes[FlagsAt] == ReferenceFlag,
            Length(bytes[BodyLengthAt..], WireLimits.BulkBodyBytes, "body"),
            Length(bytes[PayloadLengthAt..], WireLimits.PayloadBytes, "payload"),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[BodyChecksumAt..]));
        if (header.PayloadIsReference && header.PayloadBytes != SharedReference.ByteCount)
            throw new WireException("a reference to shared memory has another length");
        return header;
    }

    /// <exception cref="WireException">The body is not what was sent.</exception>
    public void Verify(ReadOnlySpan<byte> body)
    {
        if (body.Length != BodyBytes || MaskedCrc32C.Crc32C(body) != BodyChecksum)
            throw new WireException("the checksum of a frame's body is wrong");
    }

    private static int Length(ReadOnlySpan<byte> bytes, int limit, string part)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= (uint)limit
            ? (int)length : throw new WireException($"a {part} of {length} bytes, {limit} at most");
    }
}
