using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Helpers;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>Messages as bytes: Protobuf, described by the files in Proto. Which kind they are is said beside them, and a
/// payload travels beside them.</summary>
/// <remarks>Fields that a newer version appends are read over, wherever they stand. No name of a type is ever taken from the
/// bytes. Nothing is reserved before the bytes for it are there: reading takes at most <see cref="MostBytesReservedPerByte"/>
/// times their number, whatever they say, and nesting is as deep as the description.</remarks>
public static class MessageCodec
{
    /// <summary>The worst that bytes can do is to begin one empty report of a rank with every other byte.</summary>
    public const int MostBytesReservedPerByte = 256;

    private static readonly MessageMapping[] Mappings =
    [
        .. MembershipMapping.All, .. GenerationMapping.All, .. ProgressMapping.All, .. AveragingMapping.All, .. HelperMapping.All,
    ];

    private static readonly Dictionary<FrameKind, MessageMapping> ByKind = Mappings.ToDictionary(mapping => mapping.Kind);
    private static readonly Dictionary<Type, MessageMapping> ByRecord = Mappings.ToDictionary(mapping => mapping.Record);

    /// <summary>All kinds of messages that this version knows.</summary>
    public static IEnumerable<FrameKind> Kinds => Mappings.Select(mapping => mapping.Kind);

    /// <summary>Whether this is a kind of messages that this version knows.</summary>
    public static bool IsMessage(FrameKind kind) => ByKind.ContainsKey(kind);

    public static bool HasPayload(FrameKind kind) => ByKind[kind].HasPayload;

    public static MessagePlane PlaneOf(FrameKind kind) => ByKind[kind].Plane;

    public static FrameKind KindOf(Message message) => MappingOf(message).Kind;

    /// <summary>The bytes that a message brings, or null for a kind without payload.</summary>
    public static Payload? PayloadOf(Message message) => message switch
    {
        SlicePart part => part.Payload,
        SliceAverage average => average.Payload,
        StateChunk chunk => chunk.Payload,
        HelperQuery query => query.Payload,
        HelperAnswer answer => answer.Payload,
        _ => null,
    };

    /// <summary>The same message with other bytes.</summary>
    public static Message WithPayload(Message message, Payload payload) => message switch
    {
        SlicePart part => part with { Payload = payload },
        SliceAverage average => average with { Payload = payload },
        StateChunk chunk => chunk with { Payload = payload },
        HelperQuery query => query with { Payload = payload },
        HelperAnswer answer => answer with { Payload = payload },
        _ => throw new ArgumentException($"{message.GetType().Name} has no payload", nameof(message)),
    };

    /// <summary>A message's fields, without its payload.</summary>
    /// <param name="headBytes">So many bytes are left free before the fields, for what a frame begins with.</param>
    /// <exception cref="WireException">There are more than the receiver would take.</exception>
    public static byte[] ToBytes(Message message, int headBytes = 0)
    {
        MessageMapping mapping = MappingOf(message);
        IMessage fields = mapping.ToProto(message);
        int count = fields.CalculateSize();
        CheckSize(mapping, count);
        byte[] bytes = new byte[headBytes + count];
        fields.WriteTo(bytes.AsSpan(headBytes));
        return bytes;
    }

    /// <summary>The message of a kind that is made of these fields.</summary>
    /// <param name="payload">For the kinds that have one; empty when its bytes are still to come.</param>
    /// <exception cref="WireException">The bytes are no message of this kind: the only exception, whatever they are.</exception>
    public static Message FromBytes(FrameKind kind, ReadOnlySpan<byte> bytes, Payload? payload = null)
    {
        if (!ByKind.TryGetValue(kind, out MessageMapping? mapping))
            throw new WireException($"a message of the unknown kind {(byte)kind}");
        if (mapping.HasPayload != payload is not null) throw new WireException($"a payload is with the wrong kind, {kind}");
        CheckSize(mapping, bytes.Length);
        return mapping.FromBytes(bytes, payload);
    }

    private static MessageMapping MappingOf(Message message) =>
        ByRecord.TryGetValue(message.GetType(), out MessageMapping? mapping)
            ? mapping
            : throw new ArgumentException(
                $"{message.GetType().Name} has no kind: give it one in FrameKind and a mapping beside those of its conversation",
                nameof(message));

    private static void CheckSize(MessageMapping mapping, int byteCount)
    {
        int limit = WireLimits.BodyBytes(mapping.Plane);
        if (byteCount > limit) throw new WireException($"{mapping.Kind} has {byteCount} bytes, {limit} at most");
    }
}
