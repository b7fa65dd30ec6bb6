using Distillery.Cli.Terminal;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Progress;

/// <summary>Plain lines: what a log holds, and what both kinds of text have in common.</summary>
internal class TextView(CliContext context) : IRunView
{
    private ProgressMeter? _meter;
    private double _periodSeconds;

    protected CliContext Context { get; } = context;

    /// <summary>How often <see cref="Show"/> is called, at most.</summary>
    protected virtual double PeriodSeconds(RunStart start) => start.Config.Telemetry.LogEverySeconds;

    public virtual void Note(string line) => Context.Error.WriteLine(line);

    public virtual void Preparing(string text) => Say(text);

    public virtual RunSummary During(Func<RunSummary> execute) => execute();

    public virtual void Stopping() =>
        Warned("stopping after the current step, then saving; once more ends at once");

    public virtual void Started(RunStart start)
    {
        _meter = new ProgressMeter(start, Context.Time);
        _periodSeconds = PeriodSeconds(start);
        string from = start.FirstStep > 0 ? $"goes on from step {start.FirstStep} of" : "begins:";
        string teacher = start.TeacherTop1 is { } top1 ? $", teacher's top-1 {Phrases.Percent(top1)}" : "";
        Say($"{start.Config.Methods[0].Label} {from} {Phrases.Count(start.TotalSteps)} steps, "
            + $"{Phrases.Count(start.StepsPerEpoch)} an epoch, {start.Config.Train.Replicas} ranks{teacher}");
    }

    public void StepApplied(StepReport step)
    {
        _meter!.Add(step);
        if (_meter.SecondsInWindow >= _periodSeconds && _meter.TakeSnapshot() is { } snapshot) Show(snapshot);
    }

    public virtual void Evaluated(EvaluationReport evaluation)
    {
        _meter!.Add(evaluation);
        Say($"step {evaluation.Step}, epoch {Phrases.Number(evaluation.Epoch, "F2")}: "
            + $"top-1 {Phrases.Percent(evaluation.Top1)}, top-5 {Phrases.Percent(evaluation.Top5)}");
    }

    public virtual void CheckpointSaved(long step) { } // Each would be a line that nobody needs.

    public void ClusterChanged(ClusterEvent happened)
    {
        if (happened.Kind is ClusterEventKind.CheckpointFailed or ClusterEventKind.StepSkipped) Warned(happened.Text);
        else if (happened.Kind != ClusterEventKind.CheckpointPublished) Say(happened.Text);
    }

    public void Warned(string text) => Context.Error.WriteLine($"warning: {text}");

    public void Finished(RunFolder folder, RunSummary summary, bool wasComplete)
    {
        foreach (string line in SummaryText.Lines(folder, summary, wasComplete)) Say(line);
    }

    public void Compared(RunComparison comparison)
    {
        Say("");
        Context.Output.Write(comparison.ToText());
    }

    protected virtual void Show(ProgressSnapshot snapshot) => Say(SummaryText.Line(snapshot));

    protected virtual void Say(string text) => Context.Output.WriteLine(text);
}
