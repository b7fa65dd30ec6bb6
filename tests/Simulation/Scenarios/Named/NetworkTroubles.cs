using Distillery.Coordinator.Protocol;
using Distillery.Messages.Generations;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>Nodes live and cannot be reached, or not in time.</summary>
internal static class NetworkTroubles
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("A node that stood still for long comes back with an old state and is brought up", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Computes(2, step: 10), Stall(2, seconds: 2.5))
            .When(Lost(1), Look)
            .When(AllRun(3), Look)
            .When(AllRun(4), Look)
            .Expect(Trained(0, 1, 3), Trained(0, 1, 2, 3), CaughtUp(CatchUpKind.State), OneStepAtMostIsRepeated),

        NamedScenario.Of("Parts that are sent late, for a generation that is over, change nothing", SmallCluster.Of(nodes: 4, ranks: 8, steps: 100))
            .When(Computes(2, step: 10), Stall(2, seconds: 0.8))
            .When(Later(0.2), Kill(3))
            .When(Ignored("SlicePart", "is newer"), Look)
            .Expect(Trained(0, 1, 2), Count(ClusterEventKind.NodeLost, 1), OneStepAtMostIsRepeated),

        NamedScenario.Of("Of a divided cluster the coordinator's side goes on, and the other joins it again", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), CutOff(2, 3))
            .When(AllRun(2), Look)
            .When(Reached(40), Heal)
            .When(AllRun(4), Look)
            .Expect(Trained(0, 1), Trained(0, 1, 2, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A cluster cut off from its coordinator waits for it", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), CutOff(0, 1, 2, 3))
            .When(Lost(4), Look)
            .When(Seconds(4), Heal)
            .When(AllRun(4), Look)
            .Expect(NothingIsRepeated),

        NamedScenario.Of("Of two nodes that cannot reach each other one goes", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), Separate(1, 2))
            .When(AllRun(3), Look)
            .When(Reached(60), Heal)
            .When(AllRun(4), Look)
            .Expect(Told(ClusterEventKind.NodeLost, "other nodes cannot reach it"), Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A link that breaks once costs two generations at most, and nobody", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), CutLink(1, 2))
            .Expect(NobodyIsLost, GenerationsAtMost(3), NothingIsRepeated),

        NamedScenario.Of("A slow node slows the run and stays", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Slow(2, slowness: 30))
            .When(Reached(15), Slow(2, slowness: 1))
            .Expect(NobodyIsLost, Generations(1), NothingIsRepeated),

        NamedScenario.Of("A coordinator that stood still finds its nodes again", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), StallCoordinator(seconds: 2.5))
            .When(Seconds(4), Look)
            .Expect(NothingIsRepeated, CoordinatorStarts(1)),
    ];
}
