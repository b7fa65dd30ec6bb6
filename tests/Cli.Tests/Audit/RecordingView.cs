using Distillery.Cli.Progress;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Tests.Audit;

/// <summary>Keeps what a run tells, so that a test can make of it what nodes would tell a coordinator.</summary>
internal sealed class RecordingView : IRunView
{
    internal bool ExpectsWarning { get; init; }

    internal RunStart? Start { get; private set; }

    internal List<StepReport> Steps { get; } = [];

    internal List<EvaluationReport> Evaluations { get; } = [];

    public void Started(RunStart start) => Start = start;

    public void StepApplied(StepReport step) => Steps.Add(step);

    public void Evaluated(EvaluationReport evaluation) => Evaluations.Add(evaluation);

    public RunSummary During(Func<RunSummary> execute) => execute();

    public void Warned(string text) => Assert.True(ExpectsWarning, text);

    public void CheckpointSaved(long step)
    {
    }

    public void ClusterChanged(ClusterEvent happened)
    {
    }

    public void Preparing(string text)
    {
    }

    public void Stopping()
    {
    }

    public void Finished(RunFolder folder, RunSummary summary, bool wasComplete)
    {
    }

    public void Compared(RunComparison comparison)
    {
    }
}
