using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Coordinator.Tests.Record;

/// <summary>Remembers what it is told.</summary>
internal sealed class TestObserver : IRunObserver
{
    internal List<StepReport> Steps { get; } = [];

    internal List<EvaluationReport> Evaluations { get; } = [];

    internal List<string> Warnings { get; } = [];

    public void Started(RunStart start)
    {
    }

    public void StepApplied(StepReport step) => Steps.Add(step);

    public void Evaluated(EvaluationReport evaluation) => Evaluations.Add(evaluation);

    public void CheckpointSaved(long step)
    {
    }

    public void Warned(string text) => Warnings.Add(text);

    public void ClusterChanged(ClusterEvent happened)
    {
    }
}
