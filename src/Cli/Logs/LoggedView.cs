using Distillery.Cli.Progress;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;
using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>A coordinator's view with a log: what happens goes to the log, progress and results to the view.</summary>
internal sealed class LoggedView(IRunView view, LineLogger log) : IRunView
{
    /// <summary>For the cluster's engine.</summary>
    internal ILogger Log => log;

    /// <summary>The coordinator has opened this run.</summary>
    internal void Identify(string runId) => log.Place = log.Place with { Run = runId };

    public void Note(string line) => view.Note(line);

    public void Preparing(string text)
    {
        log.Listening(text);
        view.Preparing(text);
    }

    public RunSummary During(Func<RunSummary> execute) => view.During(execute);

    public void Stopping() => view.Stopping();

    public void Started(RunStart start)
    {
        log.Place = log.Place with { Step = start.FirstStep };
        log.Started(start.Config.Methods[0].Label, start.FirstStep, start.TotalSteps);
        view.Started(start);
    }

    public void StepApplied(StepReport step)
    {
        log.Place = log.Place with { Step = step.Step };
        log.StepApplied(step.Step, step.Loss, step.Seconds);
        view.StepApplied(step);
    }

    public void Evaluated(EvaluationReport evaluation)
    {
        log.Evaluated(evaluation.Step, evaluation.Top1, evaluation.Top5);
        view.Evaluated(evaluation);
    }

    public void CheckpointSaved(long step) => view.CheckpointSaved(step);

    public void Warned(string text) => log.Warned(text);

    public void ClusterChanged(ClusterEvent happened)
    {
        LogPlace before = log.Place;
        log.Place = before with
        {
            Node = happened.Node?.Value, Generation = happened.Generation?.ToString() ?? before.Generation,
            Step = happened.Step ?? before.Step,
        };
        Write(happened);
        log.Place = log.Place with { Node = null };
    }

    public void Finished(RunFolder folder, RunSummary summary, bool wasComplete)
    {
        log.Ended(summary.Status.ToString().ToLowerInvariant(), summary.Steps);
        view.Finished(folder, summary, wasComplete);
    }

    public void Compared(RunComparison comparison) => view.Compared(comparison);

    private void Write(ClusterEvent happened)
    {
        switch (happened.Kind)
        {
            case ClusterEventKind.NodeJoined: log.NodeJoined(happened.Text); break;
            case ClusterEventKind.NodeRejected: log.NodeRejected(happened.Text); break;
            case ClusterEventKind.NodeLost: log.NodeLost(happened.Text); break;
            case ClusterEventKind.Recovered: log.Recovered(happened.Text, happened.Seconds); break;
            case ClusterEventKind.NodeDrained: log.NodeDrained(happened.Text); break;
            case ClusterEventKind.GenerationForming: log.GenerationForming(happened.Text); break;
            case ClusterEventKind.GenerationBegun: log.GenerationBegun(happened.Text); break;
            case ClusterEventKind.CheckpointPublished: log.CheckpointPublished(happened.Text); break;
            case ClusterEventKind.CheckpointFailed: log.CheckpointFailed(happened.Text); break;
            case ClusterEventKind.StepSkipped: log.StepSkipped(happened.Text); break;
            case ClusterEventKind.Waiting: log.Waiting(happened.Text); break;
            case ClusterEventKind.Ending: log.Ending(happened.Text); break;
        }
    }
}
