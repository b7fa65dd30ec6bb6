using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Protocol;

/// <summary>A node as people see it.</summary>
/// <param name="State">loading, standby, training, paused, teaching, preparing or leaving.</param>
/// <param name="SilenceMilliseconds">Since it was heard last.</param>
public sealed record NodeView(
    NodeId Node, string Name, string Address, NodeRoles Roles, string State, RankSpan Ranks, long? AppliedSteps,
    long SilenceMilliseconds);
