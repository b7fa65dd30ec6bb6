using System.Diagnostics.Metrics;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Coordinator.Telemetry;

/// <summary>Everything that is measured of a run as a whole. It listens in between the coordinator and its observer, and reads
/// the rest from figures that the coordinator's loop shows.</summary>
internal sealed partial class RunMeters : IRunObserver, IDisposable
{
    private readonly IRunObserver _inner;
    private readonly RunConfig _config;
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly long[] _losses = new long[Enum.GetValues<LossCause>().Length]; // By cause; the loop's to count.
    private readonly Histogram<double> _recovery;
    private readonly ImageRate _rate;
    private volatile RunFigures _figures = RunFigures.None;
    private volatile StepReport? _lastStep;
    private double _lastStepTime = double.NaN;
    private double _lastCheckpointTime = double.NaN;

    /// <param name="inner">Told everything as well.</param>
    /// <param name="runFolder">Whose disk is looked at.</param>
    internal RunMeters(IRunObserver inner, RunConfig config, string runFolder, string meterName, TimeProvider time)
    {
        (_inner, _config, _time) = (inner, config, time);
        _meter = new Meter(meterName);
        _rate = new ImageRate(time);
        _recovery = _meter.Measure(RunMetrics.Recovery);
        double start = UnixNow;
        _meter.Observe(RunMetrics.RunStart, () => start);
        ObserveRun();
        ObserveCompute();
        ObserveCluster();
        ObserveDisk(new DriveInfo(runFolder));
    }

    private double UnixNow => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    public void Started(RunStart start) => _inner.Started(start);

    public void StepApplied(StepReport step)
    {
        _lastStep = step;
        Volatile.Write(ref _lastStepTime, UnixNow);
        _rate.Add(step.Samples);
        _inner.StepApplied(step);
    }

    public void Evaluated(EvaluationReport evaluation) => _inner.Evaluated(evaluation);

    public void CheckpointSaved(long step)
    {
        Volatile.Write(ref _lastCheckpointTime, UnixNow);
        _inner.CheckpointSaved(step);
    }

    public void Warned(string text) => _inner.Warned(text);

    public void ClusterChanged(ClusterEvent happened)
    {
        if (happened.Cause is { } cause) Interlocked.Increment(ref _losses[(int)cause]);
        if (happened is { Kind: ClusterEventKind.Recovered, Seconds: { } seconds }) _recovery.Record(seconds);
        _inner.ClusterChanged(happened);
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Scrapers see these from now on.</summary>
    internal void Show(RunFigures figures) => _figures = figures;
}
