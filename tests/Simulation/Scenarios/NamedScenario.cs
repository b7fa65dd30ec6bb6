using Distillery.Simulation.Checks;
using Distillery.Simulation.Cluster;

namespace Distillery.Simulation.Scenarios;

/// <summary>A run in which something definite happens: stages that follow one another, and what must be so in the end. Everything
/// else, such as delays and who answers first, is the seed's.</summary>
/// <param name="Name">A sentence that says what must hold.</param>
/// <param name="Cluster">Its seed is replaced.</param>
public sealed record NamedScenario(
    string Name, Scenario Cluster, IReadOnlyList<Stage> Stages, IReadOnlyList<Condition> Expected)
{
    /// <summary>How often stages are looked for; 0: after every event, which is too dear for a thousand nodes.</summary>
    public long LookEveryMicroseconds { get; init; }

    /// <summary>Begins to tell a scenario.</summary>
    public static NamedScenario Of(string name, Scenario cluster) => new(name, cluster, [], []);

    /// <summary>The next stage.</summary>
    public NamedScenario When(Condition condition, params IReadOnlyList<Act> acts) =>
        this with { Stages = [.. Stages, new Stage(condition, acts)] };

    public NamedScenario Expect(params IReadOnlyList<Condition> conditions) =>
        this with { Expected = [.. Expected, .. conditions] };

    /// <summary>Runs it with this seed. Fails, besides what always fails, when a stage never came or the end is another one.
    /// </summary>
    /// <param name="inTheEnd">Told when all went as expected.</param>
    public SimulationResult Run(ulong seed, int keptTraceLines = Simulator.KeptTraceLines, Action<World>? inTheEnd = null)
    {
        Progress progress = new(this);
        return Simulator.Run(
            Cluster with { Seed = seed }, progress.Advance, world =>
            {
                progress.Conclude(world);
                inTheEnd?.Invoke(world);
            }, keptTraceLines);
    }

    public override string ToString() => Name;

    private sealed class Progress(NamedScenario scenario)
    {
        private int _done;
        private long _nextLook;

        internal void Advance(World world)
        {
            if (world.Queue.Now < _nextLook) return;
            _nextLook = world.Queue.Now + scenario.LookEveryMicroseconds;
            while (_done < scenario.Stages.Count && scenario.Stages[_done].Condition.Holds(world))
            {
                Stage stage = scenario.Stages[_done++];
                world.Journal.LastStageAt = world.Queue.Now;
                world.Trace.Add(world.Queue.Now, $"# {stage.Condition.Text}: {string.Join(", ", stage.Acts.Select(act => act.Text))}");
                foreach (Act act in stage.Acts) act.Do(world);
            }
        }

        internal void Conclude(World world)
        {
            if (_done < scenario.Stages.Count)
                throw new SimulationFailure($"it never came that {scenario.Stages[_done].Condition.Text}");
            foreach (Condition condition in scenario.Expected.Where(condition => !condition.Holds(world)))
                throw new SimulationFailure($"it is not so in the end that {condition.Text}");
        }
    }
}
