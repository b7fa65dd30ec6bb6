using Akka.Actor;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode;

/// <summary>What a node's actor works with. All of it is there before the actor, and whoever made it disposes it after the actor
/// has ended.</summary>
internal sealed record NodeParts
{
    internal required NodeSettings Settings { get; init; }

    internal required INodeWork Work { get; init; }

    /// <summary>What goes on whatever becomes of the actor.</summary>
    internal required NodeState State { get; init; }

    /// <summary>To itself, and to nodes in other processes.</summary>
    internal required ITransport Transport { get; init; }

    /// <summary>What opens the data plane of the others.</summary>
    internal required DataAdmission Admission { get; init; }

    /// <summary>The way to teachers in other processes, and from them; null where there are none.</summary>
    internal required TeacherDoor? Teachers { get; init; }

    /// <summary>The same of data nodes.</summary>
    internal required TeacherDoor? DataNodes { get; init; }

    internal required NodeMeters Meters { get; init; }

    /// <summary>Gets sentences for the person at this node.</summary>
    internal required Action<string> Tell { get; init; }

    /// <summary>Gets how the node stands, as often as that may have changed.</summary>
    internal required Action<NodePhase, bool> Note { get; init; }

    internal required TimeProvider Time { get; init; }

    internal required TaskCompletionSource<NodeExit> Exited { get; init; }

    internal NodeId Self => Settings.Self;
}
