using System.Globalization;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Distillery.Messages;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>Messages as Akka sends them: their fields as <see cref="MessageCodec"/> writes them, and as the manifest the number of
/// their kind.</summary>
/// <remarks>Every refusal is a <see cref="SerializationException"/>, which Akka takes for a passing trouble: it logs the reason, drops the
/// message and keeps the connection.</remarks>
public sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Akka has the numbers up to 40 for itself.</summary>
    public override int Identifier => 7000;

    public override string Manifest(object o) => ((byte)MessageCodec.KindOf(AsMessage(o))).ToString(CultureInfo.InvariantCulture);

    /// <exception cref="SerializationException">It is no message, brings a payload, or is too large.</exception>
    public override byte[] ToBinary(object obj)
    {
        Message message = AsMessage(obj);
        if (MessageCodec.PayloadOf(message) is not null)
            throw new SerializationException($"{message.GetType().Name} brings a payload: send it over the data plane");
        try
        {
            return MessageCodec.ToBytes(message);
        }
        catch (WireException error)
        {
            throw new SerializationException(error.Message, error);
        }
    }

    /// <exception cref="SerializationException">The manifest is no kind that this version knows, or the bytes are no such
    /// message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!byte.TryParse(manifest, NumberStyles.None, CultureInfo.InvariantCulture, out byte kind))
            throw new SerializationException("a manifest that is no kind of message");
        try
        {
            return MessageCodec.FromBytes((FrameKind)kind, bytes);
        }
        catch (WireException error)
        {
            throw new SerializationException(error.Message, error);
        }
    }

    private static Message AsMessage(object value) => value as Message
        ?? throw new SerializationException(
            $"{value.GetType()} is no message of the protocol and stays in its process: make it one in src/Messages, or do not send it");
}
