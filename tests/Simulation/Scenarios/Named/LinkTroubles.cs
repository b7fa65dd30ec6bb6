using Distillery.Coordinator.Protocol;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>What an actor system may do to those who talk over it: words get lost in silence, and losses are told that are none, or
/// too late.</summary>
internal static class LinkTroubles
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("Words of a node that are lost in silence cost it a link, and nobody a step", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), LoseControlFrom(2, words: 3))
            .When(Lost(1), Look)
            .When(AllRun(4), Look)
            .Expect(LostInAll(1), Told(ClusterEventKind.NodeLost, "messages were lost on the way"), OneStepAtMostIsRepeated),

        NamedScenario.Of("Words to a node that are lost in silence make it begin a new link", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), LoseControlTo(2, words: 3))
            .When(Lost(1), Look)
            .When(AllRun(4), Look)
            .Expect(LostInAll(1), OneStepAtMostIsRepeated),

        NamedScenario.Of("An order to begin that is lost in silence stops nobody for long", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), StartNode)
            .When(CatchesUp(4), LoseControlTo(1, words: 1))
            .When(AllRun(5), Look)
            .Expect(Within(8.0), OneStepAtMostIsRepeated),

        NamedScenario.Of("An answer to Pause that is lost in silence is not waited for without end", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), Kill(3))
            .When(Pauses(1), LoseControlFrom(1, words: 1))
            .When(AllRun(3), Look)
            .Expect(Within(8.0), OneStepAtMostIsRepeated),

        NamedScenario.Of("A first word that is lost in silence is said again at once", SmallCluster.Of(nodes: 3, ranks: 8, steps: 120))
            .When(Reached(10), LoseControlFrom(3, words: 1), StartNode)
            .When(AllRun(4), Look)
            .Expect(NobodyIsLost, Within(8.0), NothingIsRepeated),

        NamedScenario.Of("A node that is believed dead joins again with its state", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), BelieveDead(2))
            .When(Lost(1), Look)
            .When(AllRun(4), Look)
            .Expect(LostInAll(1), NobodyRestores, OneStepAtMostIsRepeated),

        NamedScenario.Of("The last node with the state is waited for when it is believed dead", SmallCluster.Of(nodes: 1, ranks: 8, steps: 120))
            .When(Reached(10), BelieveDead(0))
            .When(Lost(1), Look)
            .When(AllRun(1), Look)
            .Expect(LostInAll(1), NobodyRestores, NothingIsRepeated),

        NamedScenario.Of("A node that believes its coordinator dead finds it again", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), BelieveCoordinatorDead(2))
            .When(Lost(1), Look)
            .When(AllRun(4), Look)
            .Expect(LostInAll(1), CoordinatorStarts(1), OneStepAtMostIsRepeated),

        NamedScenario.Of("A loss that is told late does not hit the node's new link", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), BelieveDead(2, seconds: 2.0), LoseControlFrom(2, words: 2))
            .When(Lost(1), Look)
            .When(AllRun(4), Look)
            .When(Seconds(4), Look)
            .Expect(LostInAll(1), OneStepAtMostIsRepeated),

        NamedScenario.Of("A node whose engine is made anew comes back with its state", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), GiveUp(2))
            .When(Lost(1), Look)
            .When(AllRun(4), Look)
            .Expect(LostInAll(1), NobodyRestores, OneStepAtMostIsRepeated),

        NamedScenario.Of("A node that only the data plane reaches is done without, and comes back", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), CutOffControl(2))
            .When(AllRun(3), Look)
            .When(Reached(60), Heal)
            .When(AllRun(4), Look)
            .Expect(Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A node that only the coordinator reaches is done without, and comes back", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), CutOffData(2))
            .When(AllRun(3), Look)
            .When(Reached(60), Heal)
            .When(AllRun(4), Look)
            .Expect(Told(ClusterEventKind.NodeLost, "other nodes cannot reach it"), Trained(0, 1, 3), OneStepAtMostIsRepeated),

        NamedScenario.Of("A process that nobody has admitted has no say on the data plane", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Computes(1, step: 10), Intrude(1))
            .Expect(StrangersAreRefused(1), Generations(1), NothingIsRepeated),
    ];
}
