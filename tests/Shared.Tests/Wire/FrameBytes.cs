using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Wire;

/// <summary>Whole frames, made and read as the data plane does it.</summary>
internal static class FrameBytes
{
    internal static byte[] Of(Message message) =>
        [.. FrameWriter.HeadOf(message), .. MessageCodec.PayloadOf(message)?.Bytes.ToArray() ?? []];

    /// <exception cref="WireException">The bytes are not exactly one frame with a message.</exception>
    internal static Message Read(byte[] frame)
    {
        var reader = new FrameReader(new MemoryStream(frame));
        FrameHeader header = reader.ReadHeader() ?? throw new WireException("there is nothing");
        byte[] body = reader.ReadBody(header).ToArray();
        byte[] payload = new byte[header.PayloadBytes];
        reader.ReadExactly(payload);
        if (reader.ReadHeader() is not null) throw new WireException("there is more");
        return MessageCodec.FromBytes(
            header.Kind, body, MessageCodec.HasPayload(header.Kind) ? new MemoryPayload(payload) : null);
    }
}
