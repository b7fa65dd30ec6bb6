using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Distillery.Shared.Cluster.Security;

/// <summary>Stands where Akka would serialize any type by its name, and refuses on both ways: what a cluster says to itself are
/// its own messages and Akka's, each with a serializer that knows it.</summary>
/// <remarks>Akka's own serializers stay. Two of them still read names of types from the wire: failures of watched actors carry the
/// name of their exception, and router configurations that of their parts. So a port that strangers reach needs TLS
/// all the same (<see cref="ListenRule"/>).</remarks>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <summary>For the place of a serializer that has settings, which this one does without.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : this(system) => _ = settings;

    private const int Number = 700; // Below 41 are Akka's own.

    public override int Identifier => Number;

    public override bool IncludeManifest => false;

    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new SerializationException(
        $"{obj.GetType()} is not a message between processes: bind its type to a serializer, or keep it in this process");

    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException(
        "a message of a type that this program does not know was refused: its sender is another program, or a newer one");
}
