using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>Stands where Akka has a serializer that creates whatever type the bytes name. It reads and writes nothing.</summary>
public sealed class RefusingSerializer : Serializer
{
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>As Akka makes a serializer that it has settings for.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : this(system)
    {
    }

    public override int Identifier => 7001;

    public override bool IncludeManifest => false;

    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw Refusal();

    /// <exception cref="SerializationException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw Refusal();

    private static SerializationException Refusal() =>
        new("types that are named by the bytes are not read, and none are written: only messages of the protocol travel");
}
