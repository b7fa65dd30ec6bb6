using Distillery.Messages;

namespace Distillery.Coordinator.Protocol;

/// <summary>The decision who takes part in the next generation, and what for.</summary>
/// <param name="Members">Will host ranks, if it trains.</param>
/// <param name="Participants">Members, and those that leave: they may be the last with the state.</param>
/// <param name="Reason">Why it is for this purpose, and with these.</param>
internal sealed record Formation(
    Purpose Purpose, IReadOnlyList<NodeId> Members, IReadOnlyList<NodeId> Participants, string Reason)
{
    /// <summary>Nobody could be asked, or nobody would have anything to do.</summary>
    internal bool IsEmpty => Participants.Count == 0 || (Purpose == Purpose.Park && Participants.Count == Members.Count);

    /// <summary>Members of the generation before and nodes with a newer state come first; whoever is left over stands by.</summary>
    /// <param name="isStopping">A person wants the run to stop.</param>
    internal static Formation Of(IReadOnlyCollection<NodeEntry> nodes, CoordinatorOptions options, bool isStopping)
    {
        NodeId[] able = [.. nodes.Where(node => node.CanTrain)
            .OrderByDescending(node => node.Standing.AppliedSteps ?? -1)
            .ThenByDescending(node => node.Ranks.Count > 0)
            .ThenBy(node => node.Node)
            .Select(node => node.Node)];
        NodeId[] members = [.. able.Take(options.RankCount).Order()];
        NodeId[] leaving = [.. nodes.Where(node => node.IsLeaving && node.IsReady).Select(node => node.Node)];
        (Purpose purpose, string reason) = isStopping ? (Purpose.Stop, "the run is asked to stop")
            : members.Length >= options.MinimumNodes ? (Purpose.Train, $"{members.Length} of {able.Length} nodes host all ranks")
            : (Purpose.Park, $"{members.Length} of {options.MinimumNodes} nodes are there");
        return new Formation(purpose, members, [.. members.Concat(leaving).Order()], reason);
    }
}
