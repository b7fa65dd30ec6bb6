using Distillery.Cli.Runs;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Generation = Distillery.Messages.Generation;
using RunOptions = Distillery.GpuNode.Training.RunOptions;

namespace Distillery.Cli.Tests.Audit;

/// <summary>What the coordinator writes is what a run in one process writes: the same lines, names and values.</summary>
public sealed class RecordEqualityTests : IDisposable
{
    private const int TrainingSamples = 256;

    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("checkpoint: {every_steps: 4}\n")]
    [InlineData("evaluate: {every_epochs: 2}\n", "train.steps=70")]
    public void Metrics_samples_and_summary_are_those_of_a_run_in_one_process(string section, params string[] changes) =>
        AssertSame(ConfigLoader.Load(
            _study.WriteConfig(
                "study.yaml", $"student: {{architecture: lenet5}}\nmethod: {{name: supervised}}\n{section}"),
            changes));

    [Fact]
    public void So_they_are_with_a_teacher_and_a_selection() =>
        AssertSame(ConfigLoader.Load(_study.WriteTeacher(), []).ForMethod(1));

    private void AssertSame(RunConfig config)
    {
        RecordingView view = new();
        new RunSequence(config, new RunOptions { RecordSamples = true }, view, TimeProvider.System)
            .Execute(_study.At("one"), CancellationToken.None);
        RunStart start = view.Start!;
        RunShape shape = new(config, new RunFacts(
            start.TotalSteps, start.StepsPerEpoch, TrainingSamples, 3, 1, start.StudentMacs, start.TeacherMacs,
            start.TeacherTop1));

        RecordedRun.Write(_study.At("other"), shape, recordSamples: true, Records(view, shape));

        Assert.Equal(File.ReadAllText(_study.At("one", "samples.jsonl")), File.ReadAllText(_study.At("other", "samples.jsonl")));
        AssertSameCurves();
        AssertSameSummary();
        CliResult audit = CliResult.Of("audit", _study.At("other"));
        Assert.True(audit.ExitCode == 0, audit.Output + audit.Error);
    }

    private void AssertSameCurves()
    {
        MetricsEntry[] expected = [.. MetricsLog.ReadAll(_study.At("one", "metrics.jsonl"))];
        MetricsEntry[] actual = [.. MetricsLog.ReadAll(_study.At("other", "metrics.jsonl"))];
        Assert.Equal(expected.Select(line => (line.Step, line.Epoch)), actual.Select(line => (line.Step, line.Epoch)));
        foreach ((MetricsEntry one, MetricsEntry other) in expected.Zip(actual))
        {
            Assert.Equal(one.Values.Keys, other.Values.Keys);
            foreach (string name in one.Values.Keys.Where(name => name != "train/images_per_second"))
                Assert.Equal(one.Values[name], other.Values[name], 1e-12);
        }
    }

    private void AssertSameSummary()
    {
        RunSummary one = RunSummary.Read(_study.At("one", "summary.json"));
        RunSummary other = RunSummary.Read(_study.At("other", "summary.json"));
        Assert.Equal(
            one with { Generations = 0, RecoverySeconds = [] },
            other with
            {
                StartedAt = one.StartedAt,
                WallSeconds = one.WallSeconds,
                ImagesPerSecond = one.ImagesPerSecond,
                WeightsSha256 = one.WeightsSha256,
                RecoverySeconds = [],
            });
    }

    /// <summary>What two ranks would tell: the step's loss each, and what samples.jsonl says of them.</summary>
    private IReadOnlyList<StepRecord> Records(RecordingView view, RunShape shape)
    {
        ILookup<long, SampleEntry> lines = SampleLog.ReadAll(_study.At("one", "samples.jsonl")).ToLookup(line => line.Step);
        return [.. Enumerable.Range(0, (int)shape.Steps.EndSteps).Select(step => new StepRecord(
            step, new Generation(1, 1), AverageHash: 1, IsSkipped: false,
            [.. Enumerable.Range(0, 2).Select(rank => Report(step, rank, view, lines[step + 1].ElementAtOrDefault(rank)))]))];
    }

    private static RankReport Report(long step, int rank, RecordingView view, SampleEntry? line)
    {
        EvaluationReport? evaluation = rank == 0 ? view.Evaluations.Find(evaluation => evaluation.Step == step) : null;
        if (line is null) return new RankReport(rank, 0, 0, [], "", 0, 0, double.NaN, [], null, evaluation?.Counts);
        int[] kept = [.. line.Kept.Select(index => line.Indices.ToList().IndexOf(index))];
        StepReport told = view.Steps[(int)step];
        return new RankReport(
            rank, told.Loss, line.Indices.Count, kept, line.Reason,
            told.MeanUncertainty is null ? 0 : line.Indices.Count, (int)told.TeacherQueries / 2,
            told.MeanUncertainty ?? double.NaN, [0.1], null, evaluation?.Counts);
    }
}
