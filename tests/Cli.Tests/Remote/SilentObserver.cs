using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Cli.Tests.Remote;

/// <summary>Listens to nothing.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public void Started(RunStart start)
    {
    }

    public void StepApplied(StepReport step)
    {
    }

    public void Evaluated(EvaluationReport evaluation)
    {
    }

    public void CheckpointSaved(long step)
    {
    }

    public void Warned(string text)
    {
    }

    public void ClusterChanged(ClusterEvent happened)
    {
    }
}
