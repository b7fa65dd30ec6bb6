using Distillery.Coordinator.Observation;
using Distillery.Messages;

namespace Distillery.Coordinator;

/// <summary>Save, let all nodes go and end the run as interrupted.</summary>
internal sealed record StopRun(string Reason);

/// <summary>Let a node go once the others can do without it.</summary>
internal sealed record DrainNode(NodeId Node);

/// <summary>How do things stand? The answer is a <see cref="ClusterView"/>.</summary>
internal sealed record ShowCluster
{
    internal static readonly ShowCluster Instance = new();
}
