using Distillery.Messages;
using Distillery.Messages.Generations;

namespace Distillery.Coordinator.Protocol;

/// <summary>The decision at which step a generation begins, and how each member that is not there gets there.</summary>
/// <param name="Reason">Where the step comes from.</param>
internal sealed record CommonStep(long Step, IReadOnlyList<CatchingUp> Behind, string Reason)
{
    /// <summary>The highest step that anybody has applied and whose record can be completed; else the newest checkpoint's. Those
    /// that hold it give to the others in turns.</summary>
    /// <param name="participants">All have told their standing, by name.</param>
    /// <param name="members">Those of them that will train.</param>
    /// <param name="recordedSteps">Records of earlier steps are here.</param>
    internal static CommonStep Of(
        IReadOnlyList<NodeEntry> participants, IReadOnlySet<NodeId> members, long recordedSteps, long checkpointSteps)
    {
        NodeEntry[] holders = [.. participants.Where(node => node.CanBeFollowed(recordedSteps))];
        long best = BestOf(holders);
        long step = Math.Max(best, checkpointSteps);
        NodeId[] donors = [.. holders.Where(node => node.Standing.AppliedSteps == step).Select(node => node.Node)];
        NodeEntry[] behind = [.. participants.Where(node => members.Contains(node.Node) && node.Standing.AppliedSteps != step)];
        string reason = donors.Length switch
        {
            0 when step > 0 => "a checkpoint is all there is",
            0 => "the run begins",
            1 => $"{donors[0]} has it",
            _ => $"{donors.Length} nodes have it",
        };
        return new CommonStep(
            step,
            [.. behind.Select((node, i) => Bring(node, donors.Length == 0 ? null : donors[i % donors.Length], step, recordedSteps))],
            reason);
    }

    /// <returns>-1 when nobody has a state.</returns>
    internal static long BestOf(IReadOnlyCollection<NodeEntry> holders) =>
        holders.Count == 0 ? -1 : holders.Max(node => node.Standing.AppliedSteps!.Value);

    private static CatchingUp Bring(NodeEntry node, NodeId? donor, long step, long recordedSteps) => new(
        node.Node,
        donor is null ? CatchUpKind.Restore
            : node.Standing.AppliedSteps == step - 1 && node.CanBeFollowed(recordedSteps) ? CatchUpKind.Average : CatchUpKind.State,
        donor);
}

/// <summary>How one member gets to the common step.</summary>
/// <param name="Donor">Null for a checkpoint or the seed.</param>
internal readonly record struct CatchingUp(NodeId Node, CatchUpKind Kind, NodeId? Donor);
