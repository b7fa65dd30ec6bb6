using System.Globalization;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Distillery.Messages;
using Distillery.Shared.Actors;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>What Akka sends between processes: words on control links, and messages outside of any. The manifest says which: a
/// name of two, or the number of a message's kind.</summary>
/// <remarks>Every refusal is a <see cref="SerializationException"/>, which Akka takes for a passing trouble: it logs the reason, drops the
/// message and keeps the connection. On a control link the next message then shows the gap.</remarks>
public sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Word = "word";
    private const string End = "end";

    /// <summary>Akka has the numbers up to 40 for itself.</summary>
    public override int Identifier => 7000;

    public override string Manifest(object o) => o switch
    {
        PeerWord => Word,
        PeerEnded => End,
        _ => ((byte)MessageCodec.KindOf(AsMessage(o))).ToString(CultureInfo.InvariantCulture),
    };

    /// <exception cref="SerializationException">It is no message, brings a payload, or is too large.</exception>
    public override byte[] ToBinary(object obj)
    {
        RefusePayload(obj is PeerWord { Envelope.Message: var inner } ? inner : obj as Message);
        try
        {
            return obj switch
            {
                PeerWord word => LinkMapping.ToBytes(word),
                PeerEnded word => LinkMapping.ToBytes(word),
                _ => MessageCodec.ToBytes(AsMessage(obj)),
            };
        }
        catch (WireException error)
        {
            throw new SerializationException(error.Message, error);
        }
    }

    /// <exception cref="SerializationException">The manifest is nothing that this version knows, or the bytes are no such
    /// message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                Word => LinkMapping.ReadWord(bytes),
                End => LinkMapping.ReadEnd(bytes),
                _ => MessageCodec.FromBytes(KindOf(manifest), bytes),
            };
        }
        catch (WireException error)
        {
            throw new SerializationException(error.Message, error);
        }
    }

    private static FrameKind KindOf(string manifest) =>
        byte.TryParse(manifest, NumberStyles.None, CultureInfo.InvariantCulture, out byte kind)
            ? (FrameKind)kind
            : throw new WireException("a manifest that is no kind of message");

    private static void RefusePayload(Message? message)
    {
        if (message is not null && MessageCodec.PayloadOf(message) is not null)
            throw new SerializationException($"{message.GetType().Name} brings a payload: send it over the data plane");
    }

    private static Message AsMessage(object value) => value as Message
        ?? throw new SerializationException(
            $"{value.GetType()} is no message of the protocol and stays in its process: make it one in src/Messages, or do not send it");
}
