using Distillery.Messages.Membership;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Cluster;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Scenarios;

/// <summary>Runs scenarios.</summary>
public static class Simulator
{
    // Once faults have stopped: every wait of the machines, several times over, and the steps themselves.
    private const long PatienceMicroseconds = 120_000_000;

    /// <summary>Enough to see what led to a failure.</summary>
    public const int KeptTraceLines = 200;

    /// <summary>Runs a scenario drawn from a seed to its end.</summary>
    public static SimulationResult Run(ulong seed) => Run(Scenario.FromSeed(seed));

    /// <param name="afterEach">Told after every event; may let things happen.</param>
    /// <param name="inTheEnd">May fail, as the checkers do.</param>
    public static SimulationResult Run(
        Scenario scenario, Action<World>? afterEach = null, Action<World>? inTheEnd = null, int keptTraceLines = KeptTraceLines)
    {
        World world = new(scenario, keptTraceLines);
        string? failure = null;
        try
        {
            world.Leadership.Await();
            for (int i = 0; i < scenario.NodeCount; i++) world.StartNodeAfter(world.Random.Between(0, 500_000));
            new Faults(world, world.Random).Begin(scenario);
            Play(world, scenario, afterEach);
            inTheEnd?.Invoke(world);
        }
        catch (Exception broken) // Whatever breaks is a find.
        {
            failure = $"{broken.GetType().Name}: {broken.Message}\n{broken.StackTrace}\nthe last of {world.Trace.Count} events:\n{world.Trace}";
        }
        return new SimulationResult(
            scenario.Seed, world.Trace.Hash, world.Trace.Count, world.Network.MessageCount, world.Queue.Now / 1e6,
            world.Checks.RepeatedSteps, failure);
    }

    /// <summary>Whoever runs a cluster sees to it that a coordinator and enough nodes live; some may have left as they were asked to.</summary>
    private static void Supervise(World world, Scenario scenario)
    {
        if (world.IsOver) return;
        if (world.Leadership.Living.Count == 0) world.Leadership.Await();
        for (int i = world.Nodes.Count; i < scenario.MinimumNodes; i++) world.StartNode();
    }

    private static void Play(World world, Scenario scenario, Action<World>? afterEach)
    {
        long faultsEnd = scenario.FaultSeconds * 1_000_000L;
        while (!world.IsOver)
        {
            Checkers.Require(world.Queue.Step(), "I5: nothing happens any more");
            afterEach?.Invoke(world);
            if (world.Queue.Now > faultsEnd) Supervise(world, scenario);
            long late = world.Queue.Now - faultsEnd;
            Checkers.Require(late < PatienceMicroseconds, $"I5: {late / 1_000_000} s after the last fault the run is not done");
        }
        Checkers.Require(world.Outcome!.Reason == scenario.End, $"the run ended otherwise: {world.Outcome}");
        if (scenario.End == DismissReason.Completed) world.Checks.Completed();
    }
}
