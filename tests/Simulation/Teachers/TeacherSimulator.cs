using Distillery.Simulation.Checks;
using Distillery.Simulation.Scenarios;

namespace Distillery.Simulation.Teachers;

/// <summary>Runs the pool and the desk against each other.</summary>
public static class TeacherSimulator
{
    // Once faults have stopped: what is left is a few seconds of work for one teacher.
    private const long PatienceMicroseconds = 60_000_000;

    /// <summary>Runs a scenario drawn from a seed until every query is answered.</summary>
    public static SimulationResult Run(ulong seed)
    {
        TeacherWorld world = new(TeacherScenario.FromSeed(seed), Simulator.KeptTraceLines);
        string? failure = null;
        try
        {
            world.Begin();
            new TeacherFaults(world, world.Random).Begin();
            Play(world);
        }
        catch (Exception broken) // Whatever breaks is a find.
        {
            failure = $"{broken.GetType().Name}: {broken.Message}\n{broken.StackTrace}\nthe last of {world.Trace.Count} events:\n{world.Trace}";
        }
        return new SimulationResult(
            seed, world.Trace.Hash, world.Trace.Count, world.Network.MessageCount, world.Queue.Now / 1e6, 0, failure);
    }

    /// <summary>T3: every query is answered within a bounded time while one teacher works.</summary>
    private static void Play(TeacherWorld world)
    {
        long faultsEnd = world.Scenario.FaultSeconds * 1_000_000L;
        while (!world.IsOver)
        {
            Checkers.Require(world.Queue.Step(), "T3: nothing happens any more");
            long late = world.Queue.Now - faultsEnd;
            if (late > 0 && !world.Teachers.Any(teacher => teacher is { IsAlive: true, Hangs: false } && teacher.IsRight)) world.StartTeacher();
            Checkers.Require(
                late < PatienceMicroseconds,
                $"T3: {late / 1_000_000} s after the last fault queries wait: {string.Join("; ", world.Askers.Select(asker => asker.Describe()))}");
        }
    }
}
