using Distillery.Coordinator.Protocol;
using Distillery.Messages.Generations;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>The coordinator is lost in each of its phases, and everything at once.</summary>
internal static class CoordinatorLosses
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("Nodes outlive their coordinator and keep their steps", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), KillCoordinator())
            .Expect(CoordinatorStarts(2), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of(
                "A coordinator that averages takes no step with it when it is lost",
                SmallCluster.Of(nodes: 4, ranks: 8) with { AveragesAtCoordinator = true })
            .When(KnownToSome(from: 10), KillCoordinator())
            .When(AllRun(4), Look)
            .Expect(CoordinatorStarts(2), CaughtUp(CatchUpKind.Average), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A coordinator lost while nodes pause is replaced", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), StartNode)
            .When(Pauses(1), KillCoordinator())
            .When(AllRun(5), Look)
            .Expect(CoordinatorStarts(2), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A coordinator lost while a newcomer catches up is replaced", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), StartNode)
            .When(CatchesUp(4), KillCoordinator())
            .When(AllRun(5), Look)
            .Expect(CoordinatorStarts(2), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A coordinator lost while it saves at a stop leaves a run that goes on", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Stop)
            .When(Phase(CoordinatorPhase.Saving), KillCoordinator())
            .Expect(CoordinatorStarts(2), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of(
                "A coordinator lost while the last node saves before it leaves lets it save again", SmallCluster.Of(nodes: 1, ranks: 4))
            .When(Reached(10), Drain(0))
            .When(Phase(CoordinatorPhase.Saving), KillCoordinator())
            .When(HasLeft(0), StartNode)
            .Expect(CoordinatorStarts(2), LeftDrained(0), Resumed, NothingIsRepeated),

        NamedScenario.Of("A coordinator that is lost again and again does no harm", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), KillCoordinator(0.05))
            .When(Phase(CoordinatorPhase.Pausing), KillCoordinator(0.05))
            .When(Phase(CoordinatorPhase.Running), KillCoordinator(1.5))
            .Expect(CoordinatorStarts(4), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A node lost together with the coordinator is not waited for without end", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Kill(2), KillCoordinator())
            .Expect(CoordinatorStarts(2), Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("When everything is killed the newest checkpoint goes on", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Happened(ClusterEventKind.CheckpointPublished), KillEverything)
            .When(AllRun(4), Look)
            .Expect(CoordinatorStarts(2), Resumed),

        NamedScenario.Of("When everything is killed before the first checkpoint the seed begins again", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), KillEverything)
            .When(AllRun(4), Look)
            .Expect(CoordinatorStarts(2)),
    ];
}
