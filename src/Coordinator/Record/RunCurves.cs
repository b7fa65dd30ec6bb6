using Distillery.Coordinator.Observation;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>A run's curves: metrics.jsonl, and TensorBoard events. They are a function of steps.jsonl, so whatever a crash or
/// a full disk has taken of them is written again from there.</summary>
internal sealed class RunCurves : IDisposable
{
    // A line each so many steps keeps the file of a run of days at megabytes; it is counted in steps, not seconds, so that
    // two runs of one configuration write the same lines.
    private const int StepsPerLine = 50;

    private readonly RunShape _shape;
    private readonly MetricsLog _metrics;
    private readonly EventFile? _events;
    private readonly List<StepReport> _window = [];
    private StepCounts _counts; // Of all entries so far.

    private RunCurves(RunShape shape, MetricsLog metrics, EventFile? events) =>
        (_shape, _metrics, _events) = (shape, metrics, events);

    /// <summary>Brings the curves to the end of a run's entries: lines beyond them are removed, missing ones
    /// written.</summary>
    /// <param name="count">How many entries of steps.jsonl count.</param>
    /// <exception cref="DiskFullException">No room; opening again makes it good.</exception>
    internal static RunCurves Open(RunShape shape, RunFolder folder, long count, TimeProvider time)
    {
        long kept = LastWholeStep(folder.MetricsPath, count);
        MetricsLog metrics = MetricsLog.Open(folder.MetricsPath, kept == 0 ? null : kept);
        EventFile? events = null;
        try
        {
            bool isFirst = count == 0 && !HasEvents(folder);
            if (shape.Config.Telemetry.Tensorboard)
                events = EventFile.Create(folder.EventsDirectory, time, isFirst ? null : kept);
            RunCurves curves = new(shape, metrics, events);
            foreach (StepEntry entry in StepLog.ReadEntries(folder.StepsPath).TakeWhile(entry => entry.Step < count))
                curves.Replay(entry, kept);
            curves.Flush();
            return curves;
        }
        catch (Exception)
        {
            Abandon(metrics, events);
            throw;
        }
    }

    /// <summary>Adds what an entry says.</summary>
    /// <exception cref="DiskFullException">No room: these curves are torn, and have to be opened anew.</exception>
    internal void Record(StepEntry entry)
    {
        if (entry.Evaluation is { } counts)
            RecordEvaluation(new EvaluationReport(entry.Step, _shape.EpochsAt(entry.Step), counts));
        RecordStep(entry);
    }

    /// <summary>Hands everything to the system, so that a viewer sees it.</summary>
    /// <exception cref="DiskFullException">No room: these curves are torn, and have to be opened anew.</exception>
    internal void Flush() => _events?.Flush();

    public void Dispose() => Abandon(_metrics, _events);

    /// <summary>The last step whose lines are all there and are made of the first entries alone; a later line vouches that
    /// they are all there.</summary>
    private static long LastWholeStep(string metricsPath, long count)
    {
        IReadOnlyList<MetricsEntry> lines = MetricsLog.ReadAll(metricsPath);
        if (lines.Count == 0) return 0;
        long end = Math.Min(count, lines[^1].Step);
        return lines.Select(line => line.Step).LastOrDefault(step => step < end, 0);
    }

    private static bool HasEvents(RunFolder folder) =>
        Directory.EnumerateFiles(folder.EventsDirectory, "events.out.tfevents.*").Any();

    /// <summary>Nothing is lost by a failure here: what these files lack is written again from steps.jsonl.</summary>
    private static void Abandon(MetricsLog metrics, EventFile? events)
    {
        metrics.Dispose();
        try
        {
            events?.Dispose();
        }
        catch (DiskFullException)
        {
            // Its buffer did not fit; the next event file has those points.
        }
    }

    /// <param name="kept">The step up to which the lines are there. An evaluation of the weights after so many steps is among
    /// them, and it stands in the entry of the step that follows.</param>
    private void Replay(StepEntry entry, long kept)
    {
        if (entry.Step < kept) _counts += entry.Counts;
        else if (entry.Step == kept && kept > 0) RecordStep(entry);
        else Record(entry);
    }

    private void RecordStep(StepEntry entry)
    {
        _counts += entry.Counts;
        if (_shape.Steps.IsClosing(entry.Step)) return;
        StepReport step = _shape.Report(entry, _counts, phaseSeconds: []);
        _window.Add(step);
        // At a checkpoint too, for no line may reach over a place from which the run may go on.
        if (step.Step % StepsPerLine == 0 || _shape.Steps.IsCheckpointDue(step.Step)) WriteWindow();
    }

    private void RecordEvaluation(EvaluationReport evaluation)
    {
        WriteWindow();
        Write(
            evaluation.Step, evaluation.Epoch,
            [("accuracy/top1", evaluation.Top1), ("accuracy/top5", evaluation.Top5)]);
        _events?.Flush();
    }

    private void WriteWindow()
    {
        if (_window.Count == 0) return;
        StepReport last = _window[^1];
        List<(string, double)> values =
        [
            ("train/loss", _window.Average(step => step.Loss)),
            .. Part("train/loss_label", step => step.LabelLoss),
            .. Part("train/loss_distill", step => step.DistillLoss),
            ("train/learning_rate", last.LearningRate),
            ("train/images_per_second", _window.Sum(step => step.Samples) / _window.Sum(step => step.Seconds)),
            ("selection/selected_ratio", last.SelectedRatio),
        ];
        if (last.MeanUncertainty is not null)
            values.Add(("selection/uncertainty", _window.Average(step => step.MeanUncertainty ?? 0)));
        if (last.ComputeRatio is { } ratio) values.Add(("compute/ratio", ratio));
        Write(last.Step, last.Epoch, values);
        _window.Clear();
    }

    /// <summary>The mean over the window; nothing where the method lacks this part.</summary>
    private (string, double)[] Part(string name, Func<StepReport, double?> value) =>
        _window.Average(value) is { } mean ? [(name, mean)] : [];

    private void Write(long step, double epoch, IReadOnlyList<(string Name, double Value)> values)
    {
        _metrics.Append(step, epoch, values);
        foreach ((string name, double value) in values) _events?.Scalar(name, step, value);
    }
}
