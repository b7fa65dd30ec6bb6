using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>Measures how fast a run goes between two of its steps.</summary>
internal sealed class RateObserver(long firstStep, long lastStep, TimeProvider time) : IRunObserver
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<double> _rate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Step, long Timestamp)? _first;

    /// <summary>Ends when the first step is told.</summary>
    internal Task Begun => _begun.Task;

    /// <summary>Steps a second; ends when the last step is told.</summary>
    internal Task<double> StepsPerSecond => _rate.Task;

    public void StepApplied(StepReport step)
    {
        if (step.Step < firstStep) return;
        _first ??= (step.Step, time.GetTimestamp());
        _begun.TrySetResult();
        if (step.Step < lastStep) return;
        _rate.TrySetResult((step.Step - _first.Value.Step) / time.GetElapsedTime(_first.Value.Timestamp).TotalSeconds);
    }

    public void Warned(string text)
    {
        InvalidOperationException problem = new(text);
        _begun.TrySetException(problem);
        _rate.TrySetException(problem);
    }

    public void Started(RunStart start) { }

    public void Evaluated(EvaluationReport evaluation) { }

    public void CheckpointSaved(long step) { }

    public void ClusterChanged(ClusterEvent happened) { }
}
