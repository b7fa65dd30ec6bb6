using Distillery.Coordinator.Protocol;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>Nodes come and go as somebody wishes.</summary>
internal static class Departures
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("A newcomer gets its state from a donor and its share of the ranks", SmallCluster.Of(nodes: 3, ranks: 8))
            .When(Reached(10), StartNode)
            .When(AllRun(4), Look)
            .Expect(CaughtUp(CatchUpKind.State), Trained(0, 1, 2, 3), NobodyIsLost, Generations(2), NothingIsRepeated),

        NamedScenario.Of("Newcomers one after the other do not keep the others from their steps", SmallCluster.Of(nodes: 1, ranks: 8) with { StepMicroseconds = 200_000 })
            .When(Reached(10), StartNode)
            .When(Later(0.1), StartNode)
            .When(Later(0.1), StartNode)
            .When(Later(0.1), StartNode)
            .When(Later(0.1), StartNode)
            .When(Later(0.1), StartNode)
            .When(AllRun(7), Look)
            .Expect(EachAdvances, NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A drained node hands over, costs no step and is no loss", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Drain(2))
            .When(HasLeft(2), Look)
            .Expect(LeftDrained(2), Trained(0, 1, 3), NobodyIsLost, Generations(2), NothingIsRepeated),

        NamedScenario.Of("Nodes that are drained at once leave one after the other", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Drain(0), Drain(1), Drain(2))
            .When(AllRun(1), Look)
            .Expect(LeftDrained(0), LeftDrained(1), LeftDrained(2), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("The last node saves before it leaves, and another goes on from there", SmallCluster.Of(nodes: 1, ranks: 4))
            .When(Reached(10), Drain(0))
            .When(HasLeft(0), StartNode)
            .Expect(LeftDrained(0), Resumed, NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A drained node that is killed before it is dismissed is lost and no more", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), Drain(2))
            .When(Pauses(2), Kill(2))
            .Expect(LostWhile(CoordinatorPhase.Pausing), Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A run that is stopped saves the step it has reached", SmallCluster.Of(nodes: 4, ranks: 8) with { End = DismissReason.Stopped })
            .When(Reached(10), Stop)
            .Expect(
                NothingIsRepeated, Count(ClusterEventKind.CheckpointPublished, 1),
                new Condition("the checkpoint has all applied steps", world => world.Disk.NewestCheckpoint == world.Disk.Records.Count)),

        NamedScenario.Of("Below the minimum nobody trains, and the run goes on with the next node", SmallCluster.Of(nodes: 2, ranks: 4) with { MinimumNodes = 2 })
            .When(Reached(10), Kill(1))
            .When(Happened(ClusterEventKind.Waiting), StartNode)
            .When(AllRun(2), Look)
            .Expect(CaughtUp(CatchUpKind.State), Trained(0, 2), OneStepAtMostIsRepeated),
    ];
}
