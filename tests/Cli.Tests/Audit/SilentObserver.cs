using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Cli.Tests.Audit;

/// <summary>Takes a warning for a failure of the test, unless one is expected.</summary>
internal sealed class SilentObserver(bool expectsWarning) : IRunObserver
{
    public void Warned(string text) => Assert.True(expectsWarning, text);

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

    public void ClusterChanged(ClusterEvent happened)
    {
    }
}
