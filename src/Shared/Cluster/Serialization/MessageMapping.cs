using Distillery.Messages;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>How the messages of one kind become Protobuf's bytes, and are made of them.</summary>
/// <param name="record">The type of the messages.</param>
/// <param name="hasPayload">Whether they bring a payload, which travels beside the bytes.</param>
internal abstract class MessageMapping(FrameKind kind, MessagePlane plane, Type record, bool hasPayload)
{
    internal FrameKind Kind => kind;

    internal MessagePlane Plane => plane;

    internal Type Record => record;

    internal bool HasPayload => hasPayload;

    internal abstract IMessage ToProto(Message message);

    /// <param name="payload">For a kind that brings one.</param>
    /// <exception cref="WireException">The bytes are not Protobuf's, or say what cannot be.</exception>
    internal abstract Message FromBytes(ReadOnlySpan<byte> bytes, Payload? payload);

    internal static MessageMapping Control<TRecord, TProto>(FrameKind kind, Func<TRecord, TProto> to, Func<TProto, TRecord> from)
        where TRecord : Message
        where TProto : class, IMessage<TProto>, new() =>
        new Mapping<TRecord, TProto>(kind, MessagePlane.Control, hasPayload: false, to, (proto, _) => from(proto));

    internal static MessageMapping Bulk<TRecord, TProto>(FrameKind kind, Func<TRecord, TProto> to, Func<TProto, TRecord> from)
        where TRecord : Message
        where TProto : class, IMessage<TProto>, new() =>
        new Mapping<TRecord, TProto>(kind, MessagePlane.Bulk, hasPayload: false, to, (proto, _) => from(proto));

    internal static MessageMapping WithPayload<TRecord, TProto>(
        FrameKind kind, Func<TRecord, TProto> to, Func<TProto, Payload, TRecord> from)
        where TRecord : Message
        where TProto : class, IMessage<TProto>, new() =>
        new Mapping<TRecord, TProto>(kind, MessagePlane.Bulk, hasPayload: true, to, from);

    private sealed class Mapping<TRecord, TProto>(
        FrameKind kind, MessagePlane plane, bool hasPayload, Func<TRecord, TProto> to, Func<TProto, Payload, TRecord> from)
        : MessageMapping(kind, plane, typeof(TRecord), hasPayload)
        where TRecord : Message
        where TProto : class, IMessage<TProto>, new()
    {
        /// <summary>Fields of a newer version are not kept: nobody passes on what came.</summary>
        private static readonly MessageParser<TProto> Parser =
            new MessageParser<TProto>(() => new TProto()).WithDiscardUnknownFields(true);

        internal override IMessage ToProto(Message message) => to((TRecord)message);

        internal override Message FromBytes(ReadOnlySpan<byte> bytes, Payload? payload) =>
            from(Fields.Parse(Parser, bytes), payload!);
    }
}
