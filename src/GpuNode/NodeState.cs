using Distillery.GpuNode.Protocol;
using Distillery.Shared.Protocol;

namespace Distillery.GpuNode;

/// <summary>What a node's actor finds again when its ActorSystem was replaced: all that it knows. For one actor at a time.</summary>
internal sealed class NodeState(TimeProvider time)
{
    /// <summary>From which the machine's time counts.</summary>
    internal long StartTimestamp { get; } = time.GetTimestamp();

    /// <summary>With the coordinator; their count goes on.</summary>
    internal ControlLinks Links { get; } = new();

    /// <summary>Null before the first actor has made it.</summary>
    internal NodeMachine? Machine { get; set; }
}
