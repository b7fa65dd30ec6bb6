using Distillery.GpuNode.Evaluation;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Training;

/// <summary>Writes a run's curves: metrics.jsonl, TensorBoard events, and samples.jsonl when asked to.</summary>
public sealed class RunRecorder : IDisposable
{
    // A line each so many steps keeps the file of a run of days at megabytes; it is counted in steps, not seconds, so that
    // two runs of one configuration write the same lines.
    private const int StepsPerLine = 50;

    private readonly MetricsLog _metrics;
    private readonly EventFile? _events;
    private readonly SampleLog? _samples;
    private readonly List<StepReport> _window = [];

    /// <param name="resumedStep">Null at a fresh start; lines of later steps are removed, for they come again.</param>
    public RunRecorder(RunFolder folder, TelemetryConfig telemetry, bool recordSamples, long? resumedStep, TimeProvider time)
    {
        _metrics = MetricsLog.Open(folder.MetricsPath, resumedStep);
        _events = telemetry.Tensorboard ? EventFile.Create(folder.EventsDirectory, time, resumedStep) : null;
        _samples = recordSamples ? SampleLog.Open(folder.SamplesPath, resumedStep) : null;
    }

    public void Record(StepReport step, RankResult[] ranks)
    {
        _window.Add(step);
        if (step.Step % StepsPerLine == 0) WriteWindow();
        if (_samples is null) return;
        for (int rank = 0; rank < ranks.Length; rank++)
        {
            int[] indices = ranks[rank].Indices;
            _samples.Append(
                step.Step, ranks[rank].Epoch, rank, indices,
                Array.ConvertAll(ranks[rank].Step.Selection.Kept, position => indices[position]),
                ranks[rank].Step.Selection.Reason);
        }
    }

    public void Record(long step, double epoch, Accuracy accuracy)
    {
        WriteWindow();
        Write(step, epoch, [("accuracy/top1", accuracy.Top1), ("accuracy/top5", accuracy.Top5)]);
        _events?.Flush();
    }

    /// <summary>Returns when all that was recorded is on the disk.</summary>
    public void FlushToDisk()
    {
        WriteWindow();
        _metrics.FlushToDisk();
        _samples?.FlushToDisk();
        _events?.Flush();
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _events?.Dispose();
        _samples?.Dispose();
    }

    private void WriteWindow()
    {
        if (_window.Count == 0) return;
        StepReport last = _window[^1];
        List<(string, double)> values =
        [
            ("train/loss", _window.Average(step => step.Loss)),
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

    private void Write(long step, double epoch, IReadOnlyList<(string Name, double Value)> values)
    {
        _metrics.Append(step, epoch, values);
        foreach ((string name, double value) in values) _events?.Scalar(name, step, value);
    }
}
