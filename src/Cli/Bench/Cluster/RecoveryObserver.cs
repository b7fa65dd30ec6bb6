using System.Collections.Concurrent;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>Tells when a run goes on after a loss, and how long its steps take.</summary>
internal sealed class RecoveryObserver(TimeProvider time) : IRunObserver
{
    private readonly ConcurrentQueue<double> _stepSeconds = [];
    private TaskCompletionSource<long> _recovered = NewSource();
    private long _step;

    /// <summary>Steps that are told to be applied.</summary>
    internal long Step => Volatile.Read(ref _step);

    internal IReadOnlyList<double> StepSeconds => [.. _stepSeconds];

    /// <summary>The moment of the next recovery, by the time provider's clock.</summary>
    internal Task<long> Next()
    {
        _recovered = NewSource();
        return _recovered.Task;
    }

    public void StepApplied(StepReport step)
    {
        Volatile.Write(ref _step, step.Step);
        _stepSeconds.Enqueue(step.PhaseSeconds.Sum());
    }

    public void ClusterChanged(ClusterEvent happened)
    {
        if (happened.Kind == ClusterEventKind.Recovered) _recovered.TrySetResult(time.GetTimestamp());
    }

    public void Started(RunStart start) { }

    public void Evaluated(EvaluationReport evaluation) { }

    public void CheckpointSaved(long step) { }

    public void Warned(string text) { }

    private static TaskCompletionSource<long> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
