using System.Diagnostics.Metrics;
using Distillery.Coordinator.Protocol;
using Distillery.Messages.Membership;
using Distillery.Shared.Compute;
using Distillery.Shared.Protocol;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Coordinator.Telemetry;

/// <content>What is read when somebody scrapes.</content>
internal sealed partial class RunMeters
{
    private static readonly string[] NodeStates = ["loading", "standby", "training", "teaching", "preparing", "paused", "leaving"];

    private static readonly (StepPhase Phase, string Label)[] ComputedPhases =
        [(StepPhase.Score, "score"), (StepPhase.Teacher, "teacher"), (StepPhase.ForwardBackward, "forward_backward")];

    private ComputeLedger? Ledger => _figures.Shape?.LedgerOf(_figures.Totals.Counts);

    private void ObserveRun()
    {
        KeyValuePair<string, object?>[] info =
        [
            new("run", _config.Name), new("method", _config.Methods[0].Label), new("config", _config.Fingerprint[..12]),
        ];
        _meter.Observe(RunMetrics.RunInfo, () => [new Measurement<double>(1, info)]);
        _meter.Observe(RunMetrics.Step, () => _figures.Totals.Steps);
        _meter.Observe(RunMetrics.TotalSteps, () => _figures.Shape?.Facts.TotalSteps ?? double.NaN);
        _meter.Observe(RunMetrics.Epoch, () => _figures.Shape?.EpochsAt(_figures.Totals.Steps) ?? double.NaN);
        _meter.Observe(RunMetrics.Loss, Losses);
        _meter.Observe(RunMetrics.Accuracy, Accuracies);
        _meter.Observe(RunMetrics.LearningRate, () => _lastStep?.LearningRate ?? double.NaN);
        _meter.Observe(RunMetrics.Samples, () => _figures.Totals.Counts.Samples);
        _meter.Observe(RunMetrics.SkippedSteps, () => _figures.Totals.SkippedSteps);
        _meter.Observe(RunMetrics.DamagedImages, () => _figures.Totals.Counts.Damaged);
        _meter.Observe(RunMetrics.Selected, () => _lastStep?.SelectedRatio ?? double.NaN);
        _meter.Observe(RunMetrics.ImageRate, () => _rate.PerSecond);
        _meter.Observe(RunMetrics.LastStep, () => Volatile.Read(ref _lastStepTime));
        _meter.Observe(RunMetrics.LastCheckpoint, () => Volatile.Read(ref _lastCheckpointTime));
    }

    private void ObserveCompute()
    {
        _meter.Observe(RunMetrics.Macs, () => Ledger is { } ledger
            ? ComputedPhases.Select(phase => MetricCatalog.With((double)ledger.MacsOf(phase.Phase), "phase", phase.Label))
            : []);
        _meter.Observe(RunMetrics.ConventionalMacs, () => (double)(Ledger?.Summary.KdMacs ?? 0));
        _meter.Observe(RunMetrics.Compute, () => Ledger?.Summary.Ratio ?? double.NaN);
        _meter.Observe(RunMetrics.QueriesSaved, () => _figures.Shape?.Config.Teacher is null
            ? 0 : _figures.Totals.Counts.Samples - _figures.Totals.Counts.Queries);
        _meter.Observe(RunMetrics.Goodput, () => _figures.Goodput);
    }

    private void ObserveCluster()
    {
        _meter.Observe(RunMetrics.Generation, () => _figures.Generation);
        _meter.Observe(RunMetrics.Nodes, () => NodeStates.Select(state =>
            MetricCatalog.With(_figures.Nodes.Count(node => node.State == state), "state", state)));
        _meter.Observe(RunMetrics.Ranks, RankStates);
        _meter.Observe(RunMetrics.NodeLosses, () => Enum.GetValues<LossCause>().Select(cause => MetricCatalog.With(
            Interlocked.Read(ref _losses[(int)cause]), "reason", cause.ToString().ToLowerInvariant())));
        if (_config.Methods[0].QueriesTeacher) _meter.Observe(RunMetrics.Teachers, TeacherStates);
    }

    private void ObserveDisk(DriveInfo disk)
    {
        _meter.Observe(RunMetrics.FolderFree, () => Ask(() => disk.AvailableFreeSpace));
        _meter.Observe(RunMetrics.FolderSize, () => Ask(() => disk.TotalSize));
    }

    private static double Ask(Func<long> bytes)
    {
        try
        {
            return bytes();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return double.NaN; // The disk is away; the run itself says so.
        }
    }

    private IEnumerable<Measurement<double>> Accuracies()
    {
        if (_figures.Shape?.Facts.TeacherTop1 is { } teacher) yield return Accuracy(teacher, "teacher", "1");
        if (_figures.Totals.LastEvaluation is not { } evaluation) yield break;
        yield return Accuracy(evaluation.Top1, "student", "1");
        yield return Accuracy(evaluation.Top5, "student", "5");
    }

    private IEnumerable<Measurement<double>> Losses()
    {
        if (_lastStep is not { } step) yield break;
        yield return MetricCatalog.With(step.Loss, "kind", "total");
        if (step.LabelLoss is { } label) yield return MetricCatalog.With(label, "kind", "label");
        if (step.DistillLoss is { } distill) yield return MetricCatalog.With(distill, "kind", "distill");
    }

    private static Measurement<double> Accuracy(double value, string model, string k) =>
        new(value, new KeyValuePair<string, object?>("model", model), new KeyValuePair<string, object?>("k", k));

    private IEnumerable<Measurement<double>> RankStates()
    {
        RunFigures figures = _figures;
        int placed = figures.Nodes.Sum(node => node.Ranks.Count);
        yield return MetricCatalog.With(figures.IsRunning ? placed : 0, "state", "training");
        yield return MetricCatalog.With(figures.IsRunning ? 0 : placed, "state", "paused");
        yield return MetricCatalog.With(Math.Max(0, _config.Train.Replicas - placed), "state", "unplaced");
    }

    private IEnumerable<Measurement<double>> TeacherStates()
    {
        IReadOnlyList<NodeView> nodes = _figures.Nodes;
        foreach (string state in (string[])["loading", "ready", "leaving"])
            yield return MetricCatalog.With(nodes.Count(node => node.TeacherState == state), "state", state);
    }
}
