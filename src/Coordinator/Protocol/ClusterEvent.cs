using Distillery.Messages;
using Distillery.Shared.Protocol;

namespace Distillery.Coordinator.Protocol;

/// <summary>Something that happened in a cluster, for people and for counters.</summary>
/// <param name="Text">A sentence.</param>
public sealed record ClusterEvent(ClusterEventKind Kind, string Text)
{
    /// <summary>The node that it is about; null when it is about none or about all.</summary>
    public NodeId? Node { get; init; }

    /// <summary>Steps that had been applied; null where nobody has said.</summary>
    public long? Step { get; init; }

    /// <summary>In which it happened; null where nobody has said.</summary>
    public Generation? Generation { get; init; }

    /// <summary>Of a loss.</summary>
    public LossCause? Cause { get; init; }

    /// <summary>How long it took, for what takes time.</summary>
    public double? Seconds { get; init; }
}
