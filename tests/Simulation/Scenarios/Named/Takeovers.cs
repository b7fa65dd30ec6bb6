using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>One coordinator follows another that may still live.</summary>
internal static class Takeovers
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("A coordinator that stands by leads as soon as the other one has died", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), StandBy)
            .When(Later(0.3), KillCoordinator(restartSeconds: 20))
            .Expect(CoordinatorStarts(2), Depositions(0), Within(5.0), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A coordinator that stands by waits as long as the other one leads", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), StandBy)
            .Expect(CoordinatorStarts(1), Generations(1), NothingIsRepeated),

        NamedScenario.Of("A coordinator that loses its lease makes room for another one", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), LoseLease(seconds: 3))
            .When(AllRun(4), Look)
            .Expect(CoordinatorStarts(2), Depositions(1), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("A coordinator that loses its lease while nodes pause leaves them to the next one", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), LoseLease(seconds: 3), StartNode)
            .When(Pauses(1), LoseControlFrom(2, words: 1))
            .When(Deposed(1), Look)
            .When(AllRun(5), Look)
            .Expect(CoordinatorStarts(2), Depositions(1), OneStepAtMostIsRepeated),

        NamedScenario.Of("A coordinator that stood still while another one took over writes nothing", SmallCluster.Of(nodes: 4, ranks: 8, steps: 200))
            .When(Reached(10), StallCoordinator(seconds: 1.5), StandBy)
            .When(Deposed(1), Look)
            .When(AllRun(4), Look)
            .Expect(CoordinatorStarts(2), Depositions(1), NothingIsRepeated),

        NamedScenario.Of("A coordinator whose machine is gone is followed once its lease has run out", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), StandBy, CutPowerOfCoordinator)
            .Expect(CoordinatorStarts(2), NobodyIsLost),
    ];
}
