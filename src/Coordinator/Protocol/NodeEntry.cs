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

    /// <summary>It has a state of which the record of samples can be completed: it still holds what the disk lacks.</summary>
    /// <param name="recordedSteps">Records of earlier steps are here.</param>
    internal bool CanBeFollowed(long recordedSteps) =>
        Standing.AppliedSteps is not null && Standing.FirstRecord <= recordedSteps;

    internal bool CanTrain => IsReady && !IsLeaving && Trains;

    /// <summary>Roles in which it has said that what others ask for is loaded.</summary>
    internal NodeRoles Serves { get; set; }

    internal bool Teaches => Hello.Roles.HasFlag(NodeRoles.Teacher);

    /// <summary>What it computes from a small input; null where it has not said so.</summary>
    internal ComputedBits? Bits { get; set; }

    /// <summary>As it told last; people see it, and nothing is decided by it.</summary>
    internal TeacherFigures? Teacher { get; set; }

    /// <summary>It knows the student and the teacher, or one of them.</summary>
    internal bool HasNetworks => Trains || Teaches;

    internal bool CanHelp(NodeRoles role) => IsReady && !IsLeaving && (Serves & Hello.Roles).HasFlag(role);

    /// <summary>It trains, and does not do this itself.</summary>
    internal bool AsksOthers(NodeRoles role) => IsReady && Trains && !Hello.Roles.HasFlag(role);
}
