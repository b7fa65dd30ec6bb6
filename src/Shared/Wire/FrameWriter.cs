using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Runs;
using Distillery.Shared.Transport;
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
    public static byte[] OwnFrame(FrameKind kind, MessagePlane plane, IMessage? fields = null)
    {
        byte[] frame = new byte[FrameHeader.ByteCount + (fields?.CalculateSize() ?? 0)];
        fields?.WriteTo(frame.AsSpan(FrameHeader.ByteCount));
        return Finish(frame, kind, plane, payloadBytes: 0, isReference: false);
    }

    private static byte[] HeadOf(Message message, int payloadBytes, bool isReference)
    {
        FrameKind kind = MessageCodec.KindOf(message);
        if (payloadBytes > WireLimits.PayloadBytes)
            throw new WireException($"{kind} with {payloadBytes} bytes of payload, {WireLimits.PayloadBytes} at most");
        byte[] frame = MessageCodec.ToBytes(message, FrameHeader.ByteCount);
        return Finish(frame, kind, MessageCodec.PlaneOf(kind), payloadBytes, isReference);
    }

    private static byte[] Finish(byte[] frame, FrameKind kind, MessagePlane plane, int payloadBytes, bool isReference)
    {
        int bodyBytes = frame.Length - FrameHeader.ByteCount;
        if (bodyBytes > WireLimits.BodyBytes(plane))
            throw new WireException($"{kind} has {bodyBytes} bytes, {WireLimits.BodyBytes(plane)} at most");
        uint checksum = MaskedCrc32C.Crc32C(frame.AsSpan(FrameHeader.ByteCount));
        new FrameHeader(kind, isReference, bodyBytes, payloadBytes, checksum).WriteTo(frame);
        return frame;
    }
}
