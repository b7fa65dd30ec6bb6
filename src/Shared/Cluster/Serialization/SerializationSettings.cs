using Distillery.Messages;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>What Akka must be told, so that no process can make another one create anything but messages of the protocol and what
/// Akka says to itself.</summary>
public static class SerializationSettings
{
    /// <summary>Goes before Akka's own settings.</summary>
    /// <remarks>System.Object is bound, since else Akka would write unknown types as JSON. Binding alone does not keep strangers from
    /// sending by another serializer's number, so those that create whatever type the bytes name are replaced as well: JSON, and the
    /// one that carries actors to other processes, which nobody here does.</remarks>
    public static string Hocon { get; } = $$"""
        akka.actor {
          serializers {
            distillery = "{{NameOf(typeof(MessageSerializer))}}"
            json = "{{NameOf(typeof(RefusingSerializer))}}"
            daemon-create = "{{NameOf(typeof(RefusingSerializer))}}"
          }
          serialization-bindings {
            "{{NameOf(typeof(Message))}}" = distillery
            "System.Object" = distillery
          }
        }
        """;

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
