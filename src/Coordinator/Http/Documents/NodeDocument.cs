using Distillery.Coordinator.Protocol;
using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>A node, as <c>GET /api/v1/nodes</c> shows it.</summary>
/// <param name="Id">Never used again.</param>
/// <param name="Name">The host's, for people; several nodes may have one.</param>
/// <param name="Address">HOST:PORT under which other nodes reach it; empty inside one process.</param>
/// <param name="Roles">student, teacher, data.</param>
/// <param name="State">loading, standby, training, teaching, preparing, paused or leaving.</param>
/// <param name="FirstRank">Null without ranks.</param>
/// <param name="RankCount">Ranks next to each other, from the first one on.</param>
/// <param name="AppliedSteps">Null without state.</param>
/// <param name="SilenceSeconds">Since it was heard last.</param>
public sealed record NodeDocument(
    string Id, string Name, string Address, IReadOnlyList<string> Roles, string State, int? FirstRank, int RankCount,
    long? AppliedSteps, double SilenceSeconds)
{
    internal static NodeDocument Of(NodeView node) => new(
        node.Node.Value, node.Name, node.Address, RolesOf(node.Roles), node.State,
        node.Ranks.Count == 0 ? null : node.Ranks.First, node.Ranks.Count, node.AppliedSteps,
        node.SilenceMilliseconds / 1000.0);

    private static string[] RolesOf(NodeRoles roles) =>
    [
        .. Enum.GetValues<NodeRoles>().Where(role => role != NodeRoles.None && roles.HasFlag(role))
            .Select(role => role.ToString().ToLowerInvariant()),
    ];
}
