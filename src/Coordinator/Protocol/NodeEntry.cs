using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Protocol;

/// <summary>What the coordinator knows of a node whose link stands.</summary>
internal sealed class NodeEntry(NodeId node, Hello hello, long now)
{
    internal NodeId Node { get; } = node;

    internal Hello Hello { get; } = hello;

    internal Standing Standing { get; set; } = hello.Standing;

    internal bool IsReady { get; set; }

    internal bool IsLeaving { get; set; }

    internal long HeardAt { get; set; } = now;

    /// <summary>The ranks it had in the last generation that began; none before.</summary>
    internal RankSpan Ranks { get; set; }

    internal bool CanTrain => IsReady && !IsLeaving && Hello.Roles.HasFlag(NodeRoles.Student);
}
