using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;

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

    internal bool Trains => Hello.Roles.HasFlag(NodeRoles.Student);

    internal bool CanTrain => IsReady && !IsLeaving && Trains;

    /// <summary>It has said that its teacher is loaded.</summary>
    internal bool HasTeacher { get; set; }

    /// <summary>As it told last; people see it, and nothing is decided by it.</summary>
    internal TeacherFigures? Teacher { get; set; }

    internal bool CanTeach => IsReady && !IsLeaving && HasTeacher && Hello.Roles.HasFlag(NodeRoles.Teacher);

    /// <summary>It trains, and has no teacher of its own.</summary>
    internal bool AsksOthers => IsReady && Trains && !Hello.Roles.HasFlag(NodeRoles.Teacher);
}
