using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Remembers what a run tells, and interferes at a step.</summary>
internal sealed class TestObserver : IRunObserver
{
    private Action<string> _stop = _ => { };
    private long _holdsAt = long.MaxValue;
    private volatile bool _isCrashing;

    /// <summary>The step after which the run is asked to stop; it gets no further.</summary>
    internal long? StopAfter
    {
        get;
        init => (field, HoldsAt) = (value, value ?? long.MaxValue);
    }

    /// <summary>Whether the run is asked to stop before any node is there.</summary>
    internal bool StopsAtOnce { get; init; }

    /// <summary>The step after which the process ends, as far as the run can tell; it gets no further.</summary>
    internal long? CrashAfter
    {
        get;
        init => (field, HoldsAt) = (value, value ?? long.MaxValue);
    }

    /// <summary>The node takes no step beyond so many until this is raised.</summary>
    internal long HoldsAt
    {
        get => Interlocked.Read(ref _holdsAt);
        set => Interlocked.Exchange(ref _holdsAt, value);
    }

    /// <summary>Steps, from 0, whose gradient is replaced.</summary>
    internal IReadOnlyList<long> SpoiledSteps { get; init; } = [];

    /// <summary>Each number of a spoiled gradient.</summary>
    internal float SpoiledBy { get; init; } = float.NaN;

    /// <summary>Called with how many steps are applied.</summary>
    internal Action<long> OnStep { get; init; } = _ => { };

    /// <summary>Called with how many steps the newest checkpoint has.</summary>
    internal Action<long> OnCheckpoint { get; init; } = _ => { };

    /// <summary>Called at each sign of life while the node is kept at a step, has computed all it can, and the record of
    /// the steps before is on the disk.</summary>
    internal Action OnIdle { get; init; } = () => { };

    /// <summary>Part of each warning; null when none may come.</summary>
    internal string? ExpectedWarning { get; init; }

    /// <summary>What the node is given in place of its data.</summary>
    internal Func<RunInputs, RunInputs> Prepare { get; init; } = inputs => inputs;

    /// <summary>Called when the coordinator has ended the run and the node may still be at work.</summary>
    internal Action OnEnd { get; init; } = () => { };

    internal RunStart? Start { get; private set; }

    internal List<StepReport> Steps { get; } = [];

    internal List<EvaluationReport> Evaluations { get; } = [];

    internal List<long> Checkpoints { get; } = [];

    internal List<ClusterEvent> Events { get; } = [];

    /// <param name="stop">Asks the run to stop.</param>
    internal void Attach(Action<string> stop)
    {
        _stop = stop;
        if (StopsAtOnce) RequestStop();
    }

    internal void RequestStop() => _stop("the test stops it");

    /// <summary>The process ends here, as far as the run can tell.</summary>
    internal void Crash()
    {
        _isCrashing = true;
        RequestStop(); // Something that the coordinator tells of.
    }

    public void Started(RunStart start)
    {
        Start = start;
        if (StopAfter == start.FirstStep) RequestStop();
    }

    public void StepApplied(StepReport step)
    {
        Steps.Add(step);
        OnStep(step.Step);
        if (step.Step == StopAfter) RequestStop();
        if (step.Step == CrashAfter) throw new CrashException();
    }

    public void Evaluated(EvaluationReport evaluation) => Evaluations.Add(evaluation);

    public void CheckpointSaved(long step)
    {
        Checkpoints.Add(step);
        OnCheckpoint(step);
    }

    public void Warned(string text) => Assert.Contains(ExpectedWarning ?? "no warning", text, StringComparison.Ordinal);

    public void ClusterChanged(ClusterEvent happened)
    {
        if (_isCrashing) throw new CrashException();
        Events.Add(happened);
    }
}

internal sealed class CrashException : Exception;
