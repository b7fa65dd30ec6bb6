using Distillery.Coordinator.Observation;

namespace Distillery.Cli.Progress;

/// <summary>From the events of one run to what a person wants to know in between: rate, time left, the last
/// measures.</summary>
internal sealed class ProgressMeter(RunStart start, TimeProvider time)
{
    private readonly long _startTimestamp = time.GetTimestamp();
    private long _windowTimestamp = time.GetTimestamp();
    private double _lossSum;
    private long _samples;
    private int _steps;
    private StepReport? _last;
    private double? _top1;

    /// <summary>Seconds since the last snapshot, or since the start.</summary>
    internal double SecondsInWindow => time.GetElapsedTime(_windowTimestamp).TotalSeconds;

    internal void Add(StepReport step)
    {
        _last = step;
        _lossSum += step.Loss;
        _samples += step.Samples;
        _steps++;
    }

    internal void Add(EvaluationReport evaluation) => _top1 = evaluation.Top1;

    /// <summary>What there is to say now, and a new window; null before the first step.</summary>
    internal ProgressSnapshot? TakeSnapshot()
    {
        if (_last is null || _steps == 0) return null;
        ProgressSnapshot snapshot = new(
            start.Config.Methods[0].Label, _last.Step, start.TotalSteps, _last.Epoch, _lossSum / _steps,
            _last.LearningRate,
            _samples / Math.Max(SecondsInWindow, 1e-9), SecondsLeft(_last.Step), _top1, _last.ComputeRatio,
            _last.SelectedRatio);
        (_windowTimestamp, _lossSum, _samples, _steps) = (time.GetTimestamp(), 0, 0, 0);
        return snapshot;
    }

    // The pace of this start as a whole, evaluations and checkpoints included.
    private double SecondsLeft(long step)
    {
        double elapsed = time.GetElapsedTime(_startTimestamp).TotalSeconds;
        return elapsed / Math.Max(1, step - start.FirstStep) * (start.TotalSteps - step);
    }
}

/// <summary>How one run stands.</summary>
/// <param name="Loss">The mean over the steps since the last snapshot.</param>
/// <param name="ImagesPerSecond">Since the last snapshot.</param>
/// <param name="Top1">Of this start's last evaluation; null before the first one.</param>
/// <param name="ComputeRatio">Of conventional distillation's; null without a teacher.</param>
internal sealed record ProgressSnapshot(
    string Label, long Step, long TotalSteps, double Epoch, double Loss, double LearningRate, double ImagesPerSecond,
    double SecondsLeft, double? Top1, double? ComputeRatio, double SelectedRatio);
