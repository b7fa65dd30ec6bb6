using Distillery.Messages;
using Distillery.Shared.Actors;
using Distillery.Shared.Wire;
using Google.Protobuf;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>What goes over a control link: Proto/control.proto.</summary>
internal static class LinkMapping
{
    /// <exception cref="WireException">The message is larger than the receiver would take.</exception>
    internal static byte[] ToBytes(PeerWord word) => new Proto.PeerWord
    {
        Sender = word.Sender.Value, Link = word.Envelope.Link.ToProto(), Number = word.Envelope.Number,
        Kind = (int)MessageCodec.KindOf(word.Envelope.Message),
        Message = UnsafeByteOperations.UnsafeWrap(MessageCodec.ToBytes(word.Envelope.Message)),
    }.ToByteArray();

    internal static byte[] ToBytes(PeerEnded word) =>
        new Proto.PeerEnded { Sender = word.Sender.Value, Link = word.Ended.Link.ToProto() }.ToByteArray();

    /// <exception cref="WireException">The bytes are no such word, or bring a message that this version does not know.</exception>
    internal static PeerWord ReadWord(byte[] bytes)
    {
        Proto.PeerWord word = Parse(Proto.PeerWord.Parser, bytes);
        FrameKind kind = word.Kind is > 0 and <= byte.MaxValue
            ? (FrameKind)word.Kind
            : throw new WireException($"{word.Kind} is no kind of message");
        if (MessageCodec.IsMessage(kind) && MessageCodec.PlaneOf(kind) != TensorLinks.MessagePlane.Control)
            throw new WireException($"{kind} does not come over a control link");
        return new PeerWord(
            Node(word.Sender), new ControlEnvelope(word.Link.ToRecord(), word.Number, MessageCodec.FromBytes(kind, word.Message.Span)));
    }

    /// <exception cref="WireException">The bytes are no such word.</exception>
    internal static PeerEnded ReadEnd(byte[] bytes)
    {
        Proto.PeerEnded word = Parse(Proto.PeerEnded.Parser, bytes);
        return new PeerEnded(Node(word.Sender), new LinkEnded(word.Link.ToRecord()));
    }

    private static Proto.LinkId ToProto(this LinkId link) => new() { Opened = link.Opened, Answered = link.Answered };

    private static LinkId ToRecord(this Proto.LinkId? link) => new(Required(link).Opened, link.Answered);
}
