using Distillery.Coordinator.Protocol;
using Distillery.Messages.Membership;
using static Distillery.Simulation.Scenarios.Acts;
using static Distillery.Simulation.Scenarios.Moments;
using static Distillery.Simulation.Scenarios.Outcomes;

namespace Distillery.Simulation.Scenarios.Named;

/// <summary>Disks and numbers that fail.</summary>
internal static class WorkTroubles
{
    internal static IEnumerable<NamedScenario> All =>
    [
        NamedScenario.Of("A checkpoint that finds no room is left out, and training goes on", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), RefuseCheckpoints(true))
            .When(Happened(ClusterEventKind.CheckpointFailed), RefuseCheckpoints(false))
            .Expect(Generations(1), Count(ClusterEventKind.CheckpointFailed, 1), Count(ClusterEventKind.CheckpointPublished, 2)),

        NamedScenario.Of("The last checkpoint is tried again until there is room", SmallCluster.Of(nodes: 4, ranks: 8) with { CheckpointEvery = 1000 })
            .When(Reached(45), RefuseCheckpoints(true))
            .When(Happened(ClusterEventKind.CheckpointFailed, 3), RefuseCheckpoints(false))
            .Expect(Count(ClusterEventKind.CheckpointFailed, 3), NobodyIsLost, NothingIsRepeated),

        NamedScenario.Of("An end that cannot be saved is a failure, not a success", SmallCluster.Of(nodes: 4, ranks: 8) with { End = DismissReason.Failed, CheckpointEvery = 1000 })
            .When(Reached(45), RefuseCheckpoints(true))
            .Expect(Count(ClusterEventKind.CheckpointFailed, 8), NobodyIsLost),

        NamedScenario.Of("A record that finds no room holds training back until there is", SmallCluster.Of(nodes: 4, ranks: 8))
            .When(Reached(10), FillDisk(true))
            .When(Seconds(4), FillDisk(false))
            .Expect(
                NobodyIsLost, NothingIsRepeated,
                new Condition("the run waited", world => world.Queue.Now > 4_000_000)),

        NamedScenario.Of("A node that computes other bits is refused, and training goes on without it", SmallCluster.Of(nodes: 4, ranks: 8, steps: 120))
            .When(Reached(10), StartStrangeNode)
            .When(HasLeft(4), Look)
            .Expect(WasRefused(4, "computes other bits than"), AlwaysTrain(4), NobodyIsLost, Generations(1), NothingIsRepeated),

        NamedScenario.Of("Steps whose average is not finite are skipped", SmallCluster.Of(nodes: 4, ranks: 8).BrokenAt(step => step is 12 or 20 or 21))
            .Expect(Count(ClusterEventKind.StepSkipped, 3), Generations(1)),

        NamedScenario.Of(
                "Too many skipped steps in a row end the run",
                SmallCluster.Of(nodes: 4, ranks: 8).BrokenAt(step => step == 3 || step >= 10) with { MostSkippedSteps = 5, End = DismissReason.Failed })
            .Expect(Count(ClusterEventKind.StepSkipped, 6), Generations(1)),
    ];
}
