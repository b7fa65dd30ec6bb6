using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.History;

/// <summary>What a run has done so far, as curves in bounded memory: the record adds to it, and whoever wants to draw reads it,
/// from any thread and without the coordinator's loop.</summary>
public sealed class StepHistory
{
    /// <summary>More than a screen can show; beyond it each second one is left out.</summary>
    public const int MostEvaluations = 512;

    private const double PaceShare = 0.2; // Of the steps so far: long enough to hold an evaluation, short enough to be of now.
    private const long FewestPaceSteps = 64;

    private readonly Lock _gate = new();
    private readonly StepCurve _curve = new();
    private readonly List<EvaluationReport> _evaluations = [];
    private RunShape? _shape;

    /// <summary>Null until a node has told what the run is.</summary>
    public RunShape? Shape
    {
        get
        {
            lock (_gate) return _shape;
        }
    }

    /// <summary>What has been added, from this step on.</summary>
    /// <param name="after">Points up to this step are left out; null for all.</param>
    /// <param name="stride">What the reader's points stand for: if that has changed, all are given.</param>
    public HistorySnapshot Read(long? after = null, long? stride = null)
    {
        lock (_gate)
        {
            bool isFollowing = after is { } step && stride == _curve.Stride && _curve.Points.Any(point => point.Step == step);
            long first = isFollowing ? after!.Value : -1;
            return new HistorySnapshot(
                _shape, _curve.Stride, isFollowing ? after : null, [.. _curve.Points.Where(point => point.Step > first)],
                [.. _evaluations.Where(evaluation => evaluation.Step >= first)]);
        }
    }

    /// <summary>How fast the last steps went.</summary>
    public StepPace Pace()
    {
        lock (_gate)
        {
            (long Steps, long Samples, double Seconds) sum = default;
            long wanted = Math.Max(FewestPaceSteps, (long)(PaceShare * (_curve.Points.Count == 0 ? 0 : _curve.Points[^1].Step)));
            for (int i = _curve.Points.Count - 1; i >= 0 && sum.Steps < wanted; i--)
            {
                CurvePoint point = _curve.Points[i];
                sum = (sum.Steps + point.StepCount, sum.Samples + point.Samples, sum.Seconds + point.Seconds);
            }
            return sum is { Steps: > 0, Seconds: > 0 }
                ? new StepPace(sum.Samples / sum.Seconds, sum.Seconds / sum.Steps) : default;
        }
    }

    internal void Begin(RunShape shape)
    {
        lock (_gate) _shape = shape;
    }

    /// <param name="entry">Of the record.</param>
    /// <param name="counts">Of the run so far, with this step.</param>
    internal void Add(StepEntry entry, StepCounts counts)
    {
        lock (_gate)
        {
            if (entry.Evaluation is { } evaluation)
                AddEvaluation_NeedsLock(new EvaluationReport(entry.Step, _shape!.EpochsAt(entry.Step), evaluation));
            if (!_shape!.Steps.IsClosing(entry.Step)) _curve.Add(CurvePoint.Of(_shape.Report(entry, counts, phaseSeconds: [])));
        }
    }

    /// <summary>The records of this step and of later ones come again.</summary>
    internal void Truncate(long step)
    {
        lock (_gate)
        {
            _curve.CutTo(step);
            _evaluations.RemoveAll(evaluation => evaluation.Step >= step);
        }
    }

    private void AddEvaluation_NeedsLock(EvaluationReport evaluation)
    {
        _evaluations.RemoveAll(former => former.Step >= evaluation.Step);
        if (_evaluations.Count == MostEvaluations)
        {
            int number = 0;
            _evaluations.RemoveAll(_ => number++ % 2 == 0);
        }
        _evaluations.Add(evaluation);
    }
}
