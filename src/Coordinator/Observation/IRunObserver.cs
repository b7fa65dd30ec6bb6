using Distillery.Coordinator.Protocol;

namespace Distillery.Coordinator.Observation;

/// <summary>Told of a run's events as they happen, one after the other and never from two threads at once. It must not
/// take long: the coordinator waits for it.</summary>
/// <remarks>When the nodes have gone back to a checkpoint, steps and evaluations that were told come again.</remarks>
public interface IRunObserver
{
    void Started(RunStart start);

    void StepApplied(StepReport step);

    void Evaluated(EvaluationReport evaluation);

    void CheckpointSaved(long step);

    void Warned(string text);

    /// <summary>Something happened to the cluster; it says nothing about the result.</summary>
    void ClusterChanged(ClusterEvent happened);
}
