using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Tests.Protocol;

/// <summary>Nodes as a coordinator knows them.</summary>
internal static class Entries
{
    internal static NodeEntry Ready(string name, long? appliedSteps, long firstRecord = 0, int ranks = 0)
    {
        Standing standing = new(default, appliedSteps, firstRecord);
        return new NodeEntry(new NodeId(name), new Hello(name, NodeRoles.Student, 1, "", null, null, standing), now: 0)
        {
            IsReady = true,
            Ranks = new RankSpan(0, ranks),
        };
    }

    internal static NodeEntry Leaving(string name, long? appliedSteps)
    {
        NodeEntry node = Ready(name, appliedSteps);
        node.IsLeaving = true;
        return node;
    }

    internal static CoordinatorOptions Options(int ranks, int minimumNodes) =>
        new("run", "", "print", "", ranks, minimumNodes, 1, 2_000, 1_000, 20_000, 10, AveragesAtCoordinator: false);
}
