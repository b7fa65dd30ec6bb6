using Distillery.Simulation.Checks;
using Distillery.Simulation.Scenarios;

namespace Distillery.Simulation.Helpers;

/// <summary>Runs the pool and the desk against each other.</summary>
public static class HelperSimulator
{
    // Once faults have stopped: what is left is a few seconds of work for one helper.
    private const long PatienceMicroseconds = 60_000_000;

    /// <summary>Runs a scenario drawn from a seed until every query is answered.</summary>
    public static SimulationResult Run(ulong seed)
    {
        HelperWorld world = new(HelperScenario.FromSeed(seed), Simulator.KeptTraceLines);
        string? failure = null;
        try
        {
            world.Begin();
            new HelperFaults(world, world.Random).Begin();
            Play(world);
        }
        catch (Exception broken) // Whatever breaks is a find.
        {
            failure = $"{broken.GetType().Name}: {broken.Message}\n{broken.StackTrace}\nthe last of {world.Trace.Count} events:\n{world.Trace}";
        }
        return new SimulationResult(
            seed, world.Trace.Hash, world.Trace.Count, world.Network.MessageCount, world.Queue.Now / 1e6, 0, failure);
    }

    /// <summary>T3: every query is answered within a bounded time while one helper works; or without any, where askers can do the work
    /// themselves.</summary>
    private static void Play(HelperWorld world)
    {
        bool needsHelper = world.Scenario.Pool.HandBackAfterMilliseconds is null;
        long faultsEnd = world.Scenario.FaultSeconds * 1_000_000L;
        while (!world.IsOver)
        {
            Checkers.Require(world.Queue.Step(), "T3: nothing happens any more");
            long late = world.Queue.Now - faultsEnd;
            bool isHelped = world.Helpers.Any(helper => helper is { IsAlive: true, Hangs: false } && helper.IsRight);
            if (late > 0 && needsHelper && !isHelped) world.StartHelper();
            Checkers.Require(
                late < PatienceMicroseconds,
                $"T3: {late / 1_000_000} s after the last fault queries wait: {string.Join("; ", world.Askers.Select(asker => asker.Describe()))}");
        }
    }
}
