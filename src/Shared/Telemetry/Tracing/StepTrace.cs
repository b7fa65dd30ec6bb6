namespace Distillery.Shared.Telemetry.Tracing;

/// <summary>What a process does for one step, kept until the step is applied: only then it is certain in which generation it
/// counted. Several threads may add.</summary>
/// <param name="beginTimestamp">Of the tracer's clock.</param>
public sealed class StepTrace(long step, long beginTimestamp)
{
    // A step has a handful of phases for each rank; whoever adds more has a defect, and the trace is cut.
    private const int MostPhases = 8192;

    private readonly Lock _gate = new();
    private readonly List<TracedPhase> _phases = [];

    internal long Step { get; } = step;

    internal long BeginTimestamp { get; } = beginTimestamp;

    /// <param name="rank">Null for what the process does for all its ranks.</param>
    public void Add(string name, int? rank, long beginTimestamp, long endTimestamp)
    {
        lock (_gate)
        {
            if (_phases.Count < MostPhases) _phases.Add(new TracedPhase(name, rank, beginTimestamp, endTimestamp));
        }
    }

    /// <summary>By time.</summary>
    internal IReadOnlyList<TracedPhase> Phases
    {
        get
        {
            lock (_gate) return [.. _phases.OrderBy(phase => phase.BeginTimestamp)];
        }
    }
}

/// <summary>One phase of a step.</summary>
internal sealed record TracedPhase(string Name, int? Rank, long BeginTimestamp, long EndTimestamp);
