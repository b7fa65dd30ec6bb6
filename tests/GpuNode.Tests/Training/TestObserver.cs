using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Remembers what a run tells, and interferes at a step.</summary>
internal sealed class TestObserver : IRunObserver
{
    private readonly CancellationTokenSource _stop = new();

    internal CancellationToken Stop => _stop.Token;

    /// <summary>The step after which the run is asked to stop.</summary>
    internal long? StopAfter { get; init; }

    /// <summary>The step after which the process ends, as far as the run can tell.</summary>
    internal long? CrashAfter { get; init; }

    internal Action<long> OnStep { get; init; } = _ => { };

    internal RunStart? Start { get; private set; }

    internal List<StepReport> Steps { get; } = [];

    internal List<(long Step, Accuracy Accuracy)> Evaluations { get; } = [];

    internal List<long> Checkpoints { get; } = [];

    public void Started(RunStart start) => Start = start;

    public void StepApplied(StepReport step)
    {
        Steps.Add(step);
        OnStep(step.Step);
        if (step.Step == StopAfter) _stop.Cancel();
        if (step.Step == CrashAfter) throw new CrashException();
    }

    public void Evaluated(long step, double epoch, Accuracy accuracy) => Evaluations.Add((step, accuracy));

    public void CheckpointSaved(long step) => Checkpoints.Add(step);

    public void Warned(string text) => Assert.Fail(text);

    internal void RequestStop() => _stop.Cancel();
}

internal sealed class CrashException : Exception;
