using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;
using Distillery.Shared.Runs;
using Distillery.Torch;

namespace Distillery.GpuNode.Training;

/// <summary>One method, trained in one process from its first step or from its newest checkpoint to its end.</summary>
public sealed class TrainingRun : IDisposable
{
    private readonly RunConfig _config;
    private readonly RunInputs _inputs;
    private readonly RunOptions _options;
    private readonly WorkerPool _workers;
    private readonly IRunObserver _observer;
    private readonly TimeProvider _time;
    private readonly CheckpointStore _checkpoints;
    private readonly RunFolder _folder;
    private readonly SamplePlan _plan;
    private readonly LearningRateSchedule _schedule;
    private readonly TrainingState _state;
    private readonly ComputeLedger _ledger;
    private readonly Network[] _evaluationNetworks;
    private readonly Evaluator _evaluator;
    private readonly CopyBuffers _checkpointBuffers = new();
    private readonly long _totalSteps;
    private readonly long _studentMacs;
    private readonly double _statisticsMomentum;
    private readonly DateTimeOffset _startedAt;
    private readonly long _startTimestamp;
    private RunProgress _progress = new();
    private bool _isResumed;

    /// <param name="config">With a single method.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The student cannot be built or loaded as configured.</exception>
    public TrainingRun(
        RunConfig config, RunInputs inputs, RunFolder folder, RunOptions options, WorkerPool workers,
        IRunObserver observer, TimeProvider time)
    {
        (_config, _inputs, _folder, _options) = (config, inputs, folder, options);
        (_workers, _observer, _time) = (workers, observer, time);
        _startedAt = time.GetUtcNow();
        _startTimestamp = time.GetTimestamp();
        _checkpoints = new CheckpointStore(folder.CheckpointsPath, config.Checkpoint.Keep, observer.Warned);
        _plan = new SamplePlan(config.Seed, inputs.Data.Training.Count, config.Train.Replicas, config.Train.Batch);
        _totalSteps = config.Train.Steps ?? _plan.TotalSteps(config.Train.Epochs!.Value);
        _schedule = new LearningRateSchedule(
            config.Train.Schedule, config.Train.Optimizer.LearningRate, _plan.StepsPerEpoch, _totalSteps);
        _state = StudentFactory.CreateState(config, inputs.Data, options.Device);
        _evaluationNetworks = [.. Enumerable.Range(0, workers.Count).Select(_ => StudentFactory.CreateNetwork(config, inputs.Data))];
        foreach (Network network in _evaluationNetworks) network.Bind(_state.Evaluated);
        _evaluator = new Evaluator(inputs.Data.Validation, inputs.Data.Pipeline, config.Evaluate.Batch, options.Device);
        _studentMacs = StudentFactory.CountMacs(_evaluationNetworks[0], config, inputs.Data, options.Device);
        _ledger = new ComputeLedger(_studentMacs, inputs.Teacher?.MacsPerImage);
        _statisticsMomentum = StatisticsMomentum.OfStep(
            MethodParts.CreateSelector(config.Methods[0], config.Seed, config.Train.Batch).RecordedPasses);
    }

    /// <summary>Trains to the end, or until it is stopped; either way everything is saved.</summary>
    /// <returns>The summary, which is also in the run folder: completed or interrupted.</returns>
    /// <exception cref="RunFailedException">The loss or a weight is no longer a finite number.</exception>
    /// <exception cref="DiskFullException">No room; the newest checkpoint is whole.</exception>
    public RunSummary Execute(CancellationToken stop)
    {
        Restore();
        _observer.Started(new RunStart(
            _config, _state.Step, _totalSteps, _plan.StepsPerEpoch, _studentMacs, _inputs.Teacher?.MacsPerImage,
            _inputs.TeacherAccuracy?.Top1));
        using RunRecorder recorder = new(
            _folder, _config.Telemetry, _options.RecordSamples, _isResumed ? _state.Step : null, _time);
        WriteSummary(RunStatus.Running);
        try
        {
            return Train(recorder, stop);
        }
        catch (RunFailedException)
        {
            recorder.FlushToDisk(); // The curve up to the failure is what explains it.
            WriteSummary(RunStatus.Failed);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Network network in _evaluationNetworks) network.Dispose();
        _state.Dispose();
    }

    private RunSummary Train(RunRecorder recorder, CancellationToken stop)
    {
        using RankSet ranks = new(
            _config, _inputs, _state.Weights, _plan, _state.Step, _totalSteps, _workers, _time);
        if (IsEvaluationDue()) Evaluate(recorder, stop); // The attempt before this one was stopped in it.
        else if (_state.Step < _totalSteps) _evaluator.Rehearse(_workers, Infer);
        while (_state.Step < _totalSteps && !stop.IsCancellationRequested)
        {
            TakeStep(ranks, recorder);
            if (IsEvaluationDue()) Evaluate(recorder, stop);
            if (IsCheckpointDue()) SaveCheckpoint(recorder);
        }
        SaveCheckpoint(recorder);
        return WriteSummary(_progress.EvaluatedStep == _totalSteps ? RunStatus.Completed : RunStatus.Interrupted);
    }

    /// <summary>One optimizer step: every rank's gradient at w(s), their average, w(s+1).</summary>
    private void TakeStep(RankSet ranks, RunRecorder recorder)
    {
        PhaseTimer timer = new(_time);
        long started = _time.GetTimestamp();
        double learningRate = _schedule.At(_state.Step);

        RankResult[] results = ranks.ComputeStep();
        RequireFinite(results);
        timer.Restart();

        FlatGradients average = GradientAverage.Of(ranks.Contributions);
        timer.End(StepPhase.Average);

        _state.Apply(average, learningRate, _config.Train.ClipNorm, _statisticsMomentum);
        timer.End(StepPhase.Apply);

        Account(results);
        StepReport report = new(
            _state.Step, EpochsDone, StepReports.MeanLoss(results), learningRate, _config.Train.SamplesPerStep,
            results.Sum(rank => rank.Step.TeacherQueries), StepReports.PhaseSeconds(results, timer.Seconds),
            _time.GetElapsedTime(started).TotalSeconds, SelectedRatio(results), StepReports.MeanUncertainty(results),
            _ledger.Summary.Ratio);
        recorder.Record(report, results);
        _observer.StepApplied(report);
    }

    private double EpochsDone => (double)_state.Step / _plan.StepsPerEpoch;

    private double SelectedRatio(RankResult[] results) =>
        (double)results.Sum(rank => rank.Step.Selection.Kept.Length) / _config.Train.SamplesPerStep;

    private void Account(RankResult[] results)
    {
        foreach (RankResult rank in results)
        {
            RankStep step = rank.Step;
            _ledger.Add(rank.Indices.Length, step.ScoredImages, step.Selection.Kept.Length, step.TeacherQueries);
        }
    }

    private void RequireFinite(RankResult[] results)
    {
        if (results.All(rank => double.IsFinite(rank.Step.Loss))) return;
        throw Diverged($"the loss of step {_state.Step} is {StepReports.MeanLoss(results)}");
    }

    private static RunFailedException Diverged(string sign) => new(
        $"{sign}: the training has diverged",
        "Lower train.optimizer.learning_rate or set train.clip_norm, and start again with another --run-dir.");

    private bool IsEvaluationDue()
    {
        if (_state.Step == (_progress.EvaluatedStep ?? 0)) return false;
        long period = (long)_config.Evaluate.EveryEpochs * _plan.StepsPerEpoch;
        return _state.Step == _totalSteps || _state.Step % period == 0;
    }

    private bool IsCheckpointDue() => _state.Step < _totalSteps
        && _state.Step % (_config.Checkpoint.EverySteps ?? _plan.StepsPerEpoch) == 0;

    private void Evaluate(RunRecorder recorder, CancellationToken stop)
    {
        Accuracy accuracy;
        try
        {
            accuracy = _evaluator.Measure(_workers, Infer, stop);
        }
        catch (OperationCanceledException)
        {
            return; // The resumed run measures first of all; stopping quickly matters more.
        }
        _progress = _progress with
        {
            EvaluatedStep = _state.Step,
            Top1 = accuracy.Top1,
            Top5 = accuracy.Top5,
            BestTop1 = Math.Max(accuracy.Top1, _progress.BestTop1 ?? 0),
        };
        recorder.Record(_state.Step, EpochsDone, accuracy);
        _observer.Evaluated(_state.Step, EpochsDone, accuracy);
        WriteSummary(RunStatus.Running);
    }

    private Tensor Infer(int worker, Tensor images) => _evaluationNetworks[worker].Forward(images);

    private void SaveCheckpoint(RunRecorder recorder)
    {
        if (!_state.IsFinite()) throw Diverged($"a weight after step {_state.Step} is not a finite number");
        recorder.FlushToDisk();
        RunProgress position = _progress with
        {
            Step = _state.Step,
            SamplesSeen = _ledger.SamplesSeen,
            ScoredImages = _ledger.ScoredImages,
            TrainedImages = _ledger.TrainedImages,
            TeacherQueries = _ledger.TeacherQueries,
            StartedAt = StartedAt,
            WallSeconds = WallSeconds,
            ConfigFingerprint = _config.Fingerprint,
        };
        _checkpoints.Write(_state.Step, CheckpointFiles.Capture(_state, position, _checkpointBuffers));
        _observer.CheckpointSaved(_state.Step);
    }

    private void Restore()
    {
        if (_checkpoints.Latest() is not { } checkpoint) return;
        _progress = CheckpointFiles.Restore(checkpoint, _state);
        _ledger.Add(_progress.SamplesSeen, _progress.ScoredImages, _progress.TrainedImages, _progress.TeacherQueries);
        _isResumed = true;
    }

    private DateTimeOffset StartedAt => _progress.StartedAt ?? _startedAt;

    // Of all attempts: what the checkpoint had, and this one's.
    private double WallSeconds => _progress.WallSeconds + _time.GetElapsedTime(_startTimestamp).TotalSeconds;

    private RunSummary WriteSummary(RunStatus status)
    {
        RunSummary summary = RunSummaries.Create(_config, status, StartedAt) with
        {
            Steps = _state.Step,
            Epochs = EpochsDone,
            Top1 = _progress.Top1,
            Top5 = _progress.Top5,
            BestTop1 = _progress.BestTop1,
            TeacherTop1 = _inputs.TeacherAccuracy?.Top1,
            Compute = _ledger.Summary,
            TeacherQueries = _ledger.TeacherQueries,
            SamplesSeen = _ledger.SamplesSeen,
            ImagesPerSecond = _ledger.SamplesSeen / Math.Max(1e-9, WallSeconds),
            WallSeconds = WallSeconds,
            WeightsSha256 = WeightsChecksum.Of(_state.Weights),
        };
        summary.Write(_folder.SummaryPath);
        return summary;
    }
}
