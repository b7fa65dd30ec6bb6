using Distillery.Coordinator.Protocol;
using Distillery.Messages.Generations;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>Nodes are lost at each place of a step and of a new generation.</summary>
internal static class NodeLosses
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("A node lost before averaging is replaced by the others", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Computes(2, step: 10), Kill(2))
            .Expect(LostInAll(1), Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A loss that only silence tells is noticed", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Computes(2, step: 10), CutPower(2))
            .Expect(LostInAll(1), Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of(
                "An averager lost when some have the average leaves it with them, and the others fetch it",
                SmallCluster.Of(nodes: 4, ranks: 8))
            .When(KnownToSome(from: 10), Kill("the averager that others wait for", world => AveragerThatSomeWaitFor(world, 10)))
            .Expect(LostInAll(1), CaughtUp(CatchUpKind.Average), NothingIsRepeated),

        NamedScenario.Of("A node lost when others have applied the step costs no step", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(AppliedByOthers(2, from: 10), Kill(2))
            .Expect(LostInAll(1), Trained(0, 1, 3), NothingIsRepeated),

        NamedScenario.Of("The first to apply a step takes no other weights with it when it is lost", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(AppliedByOneAlone(10), Kill("the first to apply", world => FirstToApply(world, 10)))
            .Expect(LostInAll(1), OneStepAtMostIsRepeated),

        NamedScenario.Of("The reporter's loss leaves no gap in the record", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(25), Kill(0))
            .Expect(LostInAll(1), Trained(1, 2, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A node lost while pausing is not waited for", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Kill(3))
            .When(Pauses(1), Kill(1))
            .Expect(LostWhile(CoordinatorPhase.Pausing), Trained(0, 2), OneStepAtMostIsRepeated),

        NamedScenario.Of("A newcomer lost while it catches up stops nobody", SmallCluster.Of(nodes: 3, ranks: 8))
            .When(Reached(10), StartNode)
            .When(CatchesUp(3), Kill(3))
            .Expect(LostWhile(CoordinatorPhase.CatchingUp), OneStepAtMostIsRepeated),

        NamedScenario.Of("A donor lost on the way is replaced by another", SmallCluster.Of(nodes: 3, ranks: 8))
            .When(Reached(10), StartNode)
            .When(CatchesUp(3), Kill("its donor", world => world.Journal.CatchUps[^1].Order.Donor))
            .When(AllRun(3), Look)
            .Expect(LostInAll(1), CaughtUp(CatchUpKind.State), OneStepAtMostIsRepeated),

        NamedScenario.Of("A standby takes the ranks of a lost node", SmallCluster.Of(nodes: 5, ranks: 4))
            .When(Happened(ClusterEventKind.NodeJoined, 5), Look)
            .When(Reached(10), Kill("the reporter", world => world.Journal.Begun[^1].Placement.Reporter))
            .Expect(LostInAll(1), Generations(2), AlwaysTrain(4), OneStepAtMostIsRepeated),

        NamedScenario.Of(
                "A node lost while the coordinator averages is replaced by the others",
                SmallCluster.Of(nodes: 4, ranks: 8) with { AveragesAtCoordinator = true })
            .When(Computes(2, step: 10), Kill(2))
            .Expect(LostInAll(1), Trained(0, 1, 3), Generations(2), OneStepAtMostIsRepeated),

        NamedScenario.Of("All but one may be lost at once", SmallCluster.Of(nodes: 6, ranks: 8))
            .When(Computes(2, step: 10), Kill(0, 1, 2, 3, 4))
            .Expect(Trained(5), LostInAll(5), OneStepAtMostIsRepeated),
    ];
}
