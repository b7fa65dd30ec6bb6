using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Protocol;

/// <summary>A node as people see it.</summary>
/// <param name="State">loading, standby, training, teaching, preparing, paused or leaving.</param>
/// <param name="SilenceMilliseconds">Since it was heard last.</param>
public sealed record NodeView(
    NodeId Node, string Name, string Address, NodeRoles Roles, string State, RankSpan Ranks, long? AppliedSteps,
    long SilenceMilliseconds)
{
    /// <summary>loading, ready or leaving; null where the run asks no teacher, or this node has none.</summary>
    public string? TeacherState { get; init; }

    /// <summary>Null before it has told.</summary>
    public TeacherFigures? Teacher { get; init; }
}
