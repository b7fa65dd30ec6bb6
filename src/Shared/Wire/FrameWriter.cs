using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Runs;
using Google.Protobuf;

namespace Distillery.Shared.Wire;

/// <summary>Makes frames: header and body in one piece, to which the payload is appended on its way out.</summary>
public static class FrameWriter
{
    /// <summary>Header and body of a message whose payload follows as it is.</summary>
    /// <exception cref="WireException">It is larger than a frame may be: the receiver would not take it.</exception>
    public static byte[] HeadOf(Message message) =>
        HeadOf(message, MessageCodec.PayloadOf(message)?.Bytes.Length ?? 0, isReference: false);

    /// <summary>Header and body of a message whose payload is in shared memory.</summary>
    /// <inheritdoc cref="HeadOf(Message)"/>
    public static byte[] ReferringHeadOf(Message message) =>
        HeadOf(message, SharedReference.ByteCount, isReference: true);

    /// <summary>A frame of the transports' own, without payload.</summary>
    public static byte[] OwnFrame(FrameKind kind, IMessage? fields = null)
    {
        byte[] frame = new byte[FrameHeader.ByteCount + (fields?.CalculateSize() ?? 0)];
        fields?.WriteTo(frame.AsSpan(FrameHeader.ByteCount));
        return Finish(frame, kind, payloadBytes: 0, isReference: false);
    }

    private static byte[] HeadOf(Message message, int payloadBytes, bool isReference)
    {
        FrameKind kind = MessageCodec.KindOf(message);
        if (payloadBytes > WireLimits.PayloadBytes)
            throw new WireException($"{kind} with {payloadBytes} bytes of payload, {WireLimits.PayloadBytes} at most");
        byte[] frame = MessageCodec.ToBytes(message, FrameHeader.ByteCount);
        return Finish(frame, kind, payloadBytes, isReference);
    }

    private static byte[] Finish(byte[] frame, FrameKind kind, int payloadBytes, bool isReference)
    {
        uint checksum = MaskedCrc32C.Crc32C(frame.AsSpan(FrameHeader.ByteCount));
        new FrameHeader(kind, isReference, frame.Length - FrameHeader.ByteCount, payloadBytes, checksum).WriteTo(frame);
        return frame;
    }
}
