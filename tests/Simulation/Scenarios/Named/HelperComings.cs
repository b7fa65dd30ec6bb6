using Distillery.Coordinator.Protocol;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>Nodes that only teach or only prepare data come and go.</summary>
internal static class HelperComings
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("A teacher that comes and dies begins no new generation", SmallCluster.Of(nodes: 3, ranks: 8, steps: 120))
            .When(Reached(10), StartTeacher)
            .When(Happened(ClusterEventKind.NodeJoined, 4), Kill(3))
            .Expect(LostInAll(1), Generations(1), NothingIsRepeated),

        NamedScenario.Of("A data node that comes and dies begins no new generation", SmallCluster.Of(nodes: 3, ranks: 8, steps: 120))
            .When(Reached(10), StartDataNode)
            .When(Happened(ClusterEventKind.NodeJoined, 4), Kill(3))
            .Expect(LostInAll(1), Generations(1), NothingIsRepeated),

        NamedScenario.Of("A teacher that leaves begins no new generation", SmallCluster.Of(nodes: 3, ranks: 8, steps: 120))
            .When(Reached(10), StartTeacher)
            .When(Happened(ClusterEventKind.NodeJoined, 4), Drain(3))
            .When(HasLeft(3), Look)
            .Expect(NobodyIsLost, Generations(1), NothingIsRepeated),

        NamedScenario.Of("Training waits for a teacher where the method asks one", SmallCluster.Of(nodes: 3, ranks: 8) with { NeedsTeacher = true })
            .When(NobodyTrainsUntil(3), StartTeacher)
            .Expect(NobodyIsLost, Generations(1), NothingIsRepeated),
    ];
}
