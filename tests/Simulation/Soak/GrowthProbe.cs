using Distillery.Simulation.Cluster;
using Distillery.Simulation.Network;
using Distillery.Simulation.Scenarios;
using Distillery.Simulation.Scenarios.Named;

namespace Distillery.Simulation.Soak;

/// <summary>Measures a cluster of one rank a node: some undisturbed steps, then the loss of a node.</summary>
public sealed class GrowthProbe(int nodes, TimeProvider time)
{
    private const int FirstStep = 4;
    private const int LastStep = 12; // A checkpoint is among them.
    private const int TotalSteps = 20;
    private const int Slices = 16; // What src/Shared/Averaging/SliceLayout.cs wants, if the student is not very small.

    private readonly Traffic _steady = new();
    private readonly Traffic _recovery = new();
    private long _links;
    private double _wallSeconds;
    private double _recoveryMilliseconds;
    private double _pauseMilliseconds;

    /// <exception cref="InvalidOperationException">Something did not hold.</exception>
    public GrowthRow Measure()
    {
        long begun = 0, lostAt = 0;
        Scenario cluster = LargeCluster.Of(nodes, nodes, TotalSteps);
        NamedScenario scenario = NamedScenario.Of("growth", cluster with { Shape = cluster.Shape with { GradientSlices = Slices } })
            .When(Moments.Reached(FirstStep), Do(world =>
            {
                begun = time.GetTimestamp();
                world.Network.Traffic = _steady;
            }))
            .When(Moments.Reached(LastStep), Do(world =>
            {
                _wallSeconds = time.GetElapsedTime(begun).TotalSeconds;
                _links = CountLinks(world);
                lostAt = world.Queue.Now;
                world.Network.Traffic = _recovery;
                world.Mishaps.Kill(world.Node(nodes / 2)!, isMachineGone: false);
            }))
            .When(BegunAgain, Do(world => _pauseMilliseconds = (world.Queue.Now - lostAt) / 1e3))
            .When(StepAfterLoss, Do(world =>
            {
                _recoveryMilliseconds = (world.Queue.Now - lostAt) / 1e3;
                world.Network.Traffic = null;
            }));
        SimulationResult result = (scenario with { LookEveryMicroseconds = 200 }).Run(seed: 1);
        if (result.Failure is not null) throw new InvalidOperationException(result.Failure);
        return new GrowthRow(nodes, LastStep - FirstStep, _steady, _links, _wallSeconds, _recovery, _recoveryMilliseconds, _pauseMilliseconds);
    }

    private static long CountLinks(World world) =>
        (world.Nodes.Sum(node => node.Links.Count) + world.Coordinator!.Links.Count) / 2;

    private static Condition BegunAgain { get; } = new("a generation without the lost node begins", world => world.Journal.Begun.Count == 2);

    private static Condition StepAfterLoss { get; } = new(
        "a step of the new generation is applied",
        world => world.Nodes.Any(node => node.Machine.AppliedSteps > world.Journal.Begun[^1].Step));

    private static Act Do(Action<World> action) => new("measure", action);
}
