namespace Distillery.Coordinator.Protocol;

/// <summary>Something that happened in a cluster, for people and for counters.</summary>
/// <param name="Text">A sentence.</param>
public sealed record ClusterEvent(ClusterEventKind Kind, string Text);
