using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Whole runs, small ones: 69 samples, two ranks of eleven, three steps an epoch.</summary>
public sealed class WholeRunTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_summary_s_numbers_are_those_computed_by_hand()
    {
        RunConfig config = TestRun.Config("unix");
        TestObserver observer = new();
        RunSummary summary = _run.Execute(config, observer);

        // Nine steps of 22 samples; three quarters of eleven are eight.
        Assert.Equal(8, config.Methods[0].Keep);
        Assert.Equal((RunStatus.Completed, 9L, 3.0), (summary.Status, summary.Steps, summary.Epochs));
        Assert.Equal((198L, 144L), (summary.SamplesSeen, summary.TeacherQueries));
        Int128 student = observer.Start!.StudentMacs, teacher = observer.Start.TeacherMacs!.Value;
        Assert.Equal((198 * student) + (144 * ((2 * student) + teacher)), summary.Compute!.TotalMacs);
        Assert.Equal(198 * ((2 * student) + teacher), summary.Compute.KdMacs);
        Assert.Equal(student, teacher); // Both are LeNet-5, so that rho is 1.
        Assert.Equal((8 / 11.0) + (1 / 3.0), summary.Compute.Ratio!.Value, 1e-12);
        Assert.Equal((8 / 11.0) + (1 / 4.0), summary.Compute.RatioMeasuredBackward!.Value, 1e-12);
        Assert.Equal(0.25, summary.TeacherTop1);
        Assert.Equal((2, "unix", config.Fingerprint), (summary.Ranks, summary.Method, summary.ConfigFingerprint));
        AssertSameResult(summary, RunSummary.Read(_run.SummaryPath));
    }

    [Fact]
    public void Evaluations_come_with_epochs_and_checkpoints_with_steps()
    {
        TestObserver observer = null!;
        observer = new TestObserver { HoldsAt = 2, OnCheckpoint = step => observer.HoldsAt = step + 2 }; // None is overtaken.
        RunSummary summary = _run.Execute(TestRun.Config("kd"), observer);

        Assert.Equal([3L, 6, 9], observer.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal([2L, 4, 6, 8, 9], observer.Checkpoints);
        Assert.All(observer.Evaluations, evaluation => Assert.Equal(SyntheticData.ValidationCount, evaluation.Images));
        Assert.Equal(observer.Evaluations[^1].Top1, summary.Top1);
        Assert.Equal(observer.Evaluations[^1].Top5, summary.Top5);
        Assert.Equal(observer.Evaluations.Max(evaluation => evaluation.Top1), summary.BestTop1);
        Assert.Equal(9, _run.Checkpoint!.Step);
    }

    [Fact]
    public void Steps_report_what_they_did()
    {
        TestObserver observer = new();
        _run.Execute(TestRun.Config("unix"), observer);

        Assert.Equal(Enumerable.Range(1, 9).Select(step => (long)step), observer.Steps.Select(step => step.Step));
        Assert.All(observer.Steps, step =>
        {
            Assert.Equal((22L, 16L), (step.Samples, step.TeacherQueries));
            Assert.Equal(16 / 22.0, step.SelectedRatio, 1e-12);
            Assert.Equal(step.Step / 3.0, step.Epoch, 1e-12);
            Assert.InRange(step.MeanUncertainty!.Value, 0, Math.Log(10));
            Assert.Equal((8 / 11.0) + (1 / 3.0), step.ComputeRatio!.Value, 1e-12);
            Assert.True(step.PhaseSeconds.Sum() > 0);
        });
        Assert.Equal(0.05, observer.Steps[0].LearningRate, 1e-12);
    }

    [Fact]
    public void Supervised_training_learns_the_classes()
    {
        RunConfig config = TestRun.Config("supervised", "adamw", "schedule: {name: constant}");
        RunSummary summary = _run.Execute(config with { Train = config.Train with { Epochs = 25 } });
        Assert.True(summary.Top1 > 0.5, $"top-1 is {summary.Top1}");
        Assert.Equal(0, summary.TeacherQueries);
        Assert.Null(summary.Compute!.Ratio);
    }

    [Fact]
    public void A_run_whose_length_is_stated_in_steps_ends_within_an_epoch()
    {
        RunConfig config = TestRun.Config("random");
        TestObserver observer = new();
        RunSummary summary = _run.Execute(config with { Train = config.Train with { Steps = 5 } }, observer);
        Assert.Equal((RunStatus.Completed, 5L), (summary.Status, summary.Steps));
        Assert.Equal([3L, 5], observer.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal(8 / 11.0, summary.Compute!.Ratio!.Value, 1e-12);
    }

    [Fact]
    public void A_completed_run_is_evaluated_and_not_trained_again()
    {
        RunSummary first = _run.Execute(TestRun.Config("kd"));
        string metrics = File.ReadAllText(_run.MetricsPath);
        TestObserver observer = new();

        RunSummary second = _run.Execute(TestRun.Config("kd"), observer);

        AssertSameResult(first, second);
        Assert.Equal(RunStatus.Completed, second.Status);
        Assert.Empty(observer.Steps);
        Assert.Equal([9L], observer.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal(metrics, File.ReadAllText(_run.MetricsPath));
    }

    internal static void AssertSameResult(RunSummary expected, RunSummary actual)
    {
        Assert.Equal(expected.WeightsSha256, actual.WeightsSha256);
        Assert.Equal(
            (expected.Steps, expected.Top1, expected.Top5, expected.BestTop1),
            (actual.Steps, actual.Top1, actual.Top5, actual.BestTop1));
        Assert.Equal((expected.SamplesSeen, expected.TeacherQueries), (actual.SamplesSeen, actual.TeacherQueries));
        Assert.Equal(expected.Compute, actual.Compute);
    }
}
