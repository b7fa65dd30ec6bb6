using System.Text.Json;
using Distillery.GpuNode.Tests.Data;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

public sealed class ResumeTests : IDisposable
{
    private readonly TestRun _whole = new();
    private readonly TestRun _broken = new();

    public void Dispose()
    {
        _whole.Dispose();
        _broken.Dispose();
    }

    [Theory]
    [InlineData("unix", "sgd", "")]
    [InlineData("unix", "adamw", "")]
    [InlineData("random", "sgd", "ema_decay: 0.8")]
    [InlineData("supervised", "adamw", "ema_decay: 0.8")]
    public void A_run_that_was_stopped_again_and_again_ends_like_one_that_was_not(string method, string optimizer, string more)
    {
        RunConfig config = TestRun.Config(method, optimizer, more);
        RunSummary expected = _whole.Execute(config);

        foreach (long step in new long[] { 1, 3, 4, 8 })
        {
            RunSummary interrupted = _broken.Execute(config, new TestObserver { StopAfter = step });
            Assert.Equal((RunStatus.Interrupted, step), (interrupted.Status, interrupted.Steps));
            Assert.Equal(RunStatus.Interrupted, RunSummary.Read(_broken.SummaryPath).Status);
            Assert.Equal(step, _broken.Checkpoint!.Step);
        }
        RunSummary actual = _broken.Execute(config);

        Assert.Equal(RunStatus.Completed, actual.Status);
        AssertSameEnd(expected, actual);
    }

    [Theory]
    [InlineData("unix", "sgd", 1)]
    [InlineData("unix", "adamw", 5)]
    [InlineData("unix", "sgd", 6)]
    [InlineData("unix", "adamw", 9)]
    public void A_run_that_crashed_goes_on_from_its_newest_checkpoint(string method, string optimizer, long step)
    {
        RunConfig config = TestRun.Config(method, optimizer, "ema_decay: 0.8");
        RunSummary expected = _whole.Execute(config);
        Assert.Throws<CrashException>(() => _broken.Execute(config, new TestObserver { CrashAfter = step }));
        long saved = _broken.Checkpoint?.Step ?? 0; // Checkpoints come every two steps, some time after their step.
        Assert.InRange(saved, 0, step);

        TestObserver second = new();
        RunSummary actual = _broken.Execute(config, second);

        Assert.Equal(saved, second.Start!.FirstStep);
        AssertSameEnd(expected, actual);
    }

    [Fact]
    public void A_run_that_crashed_after_its_last_step_evaluates_and_is_complete()
    {
        RunConfig config = TestRun.Config("kd");
        TestObserver first = null!;
        first = new TestObserver { HoldsAt = 9, OnIdle = () => CrashOnce(first) };
        Assert.Throws<CrashException>(() => _broken.Execute(config, first));
        AssertGoesOnWithTheLastEvaluation(config);
    }

    [Fact]
    public void A_record_that_was_cut_off_is_written_again_from_the_checkpoint_before()
    {
        RunConfig config = TestRun.Config("kd");
        TestObserver first = null!;
        first = new TestObserver { StopAfter = 8, OnCheckpoint = step => first.HoldsAt = Math.Min(8, step + 2) };
        first.HoldsAt = 2;
        _broken.Execute(config, first);
        string[] lines = File.ReadAllLines(_broken.StepsPath);
        Assert.Equal(8, lines.Length);
        File.WriteAllLines(_broken.StepsPath, lines[..7]);

        TestObserver second = new() { ExpectedWarning = "step-00000008 is passed over" };
        RunSummary actual = _broken.Execute(config, second);

        Assert.Equal(6, second.Start!.FirstStep);
        AssertSameEnd(_whole.Execute(config), actual);
    }

    [Fact]
    public void A_stop_before_anything_has_begun_leaves_a_folder_that_any_run_may_use()
    {
        RunSummary summary = _broken.Execute(TestRun.Config("kd"), new TestObserver { StopsAtOnce = true });
        Assert.Equal((RunStatus.Interrupted, 0L), (summary.Status, summary.Steps));
        RunConfig other = TestRun.Config("random");
        AssertSameEnd(_whole.Execute(other), _broken.Execute(other));
    }

    [Fact]
    public void A_stop_before_the_first_step_is_an_interruption_at_the_start()
    {
        RunConfig config = TestRun.Config("kd");
        RunSummary summary = _broken.Execute(config, new TestObserver { StopAfter = 0 });
        Assert.Equal((RunStatus.Interrupted, 0L), (summary.Status, summary.Steps));
        AssertSameEnd(_whole.Execute(config), _broken.Execute(config));
    }

    [Fact]
    public void A_stop_in_the_last_evaluation_is_made_good()
    {
        RunConfig config = TestRun.Config("kd");
        GatedImages images = null!;
        TestObserver observer = null!;
        observer = new TestObserver
        {
            HoldsAt = 8,
            Prepare = inputs => inputs with
            {
                Data = inputs.Data with { Validation = images = new GatedImages(inputs.Data.Validation) },
            },
            OnIdle = () => (images.BlockAtRead, observer.HoldsAt) = (images.ReadCount + 5, long.MaxValue),
            OnStep = step =>
            {
                if (step == 9) observer.RequestStop();
            },
            OnEnd = () => images.Release.Set(),
        };
        RunSummary stopped = _broken.Execute(config, observer, cores: 1);

        Assert.Equal((RunStatus.Interrupted, 9L), (stopped.Status, stopped.Steps));
        Assert.Equal([3L, 6], observer.Evaluations.Select(evaluation => evaluation.Step));
        AssertGoesOnWithTheLastEvaluation(config);
    }

    [Fact]
    public void A_resumed_run_keeps_the_time_of_its_first_start_and_adds_up_the_seconds()
    {
        RunConfig config = TestRun.Config("kd");
        RunSummary first = _broken.Execute(config, new TestObserver { StopAfter = 4 });
        RunSummary second = _broken.Execute(config);
        Assert.Equal(first.StartedAt, second.StartedAt);
        Assert.True(second.WallSeconds > first.WallSeconds);
    }

    private static void CrashOnce(TestObserver observer)
    {
        if (observer.Checkpoints.Contains(9)) observer.Crash();
    }

    private void AssertGoesOnWithTheLastEvaluation(RunConfig config)
    {
        TestObserver observer = new();
        RunSummary actual = _broken.Execute(config, observer);
        Assert.Empty(observer.Steps);
        Assert.Equal([9L], observer.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal(RunStatus.Completed, actual.Status);
        AssertSameEnd(_whole.Execute(config), actual);
    }

    private void AssertSameEnd(RunSummary expected, RunSummary actual)
    {
        WholeRunTests.AssertSameResult(expected, actual);
        Assert.Equal(_whole.Checkpoint!.FileNames, _broken.Checkpoint!.FileNames);
        foreach (string file in _whole.Checkpoint!.FileNames.Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(_whole.Checkpoint!.PathOf(file)), File.ReadAllBytes(_broken.Checkpoint!.PathOf(file)));
        Assert.Equal(File.ReadAllText(_whole.SamplesPath), File.ReadAllText(_broken.SamplesPath));
        Assert.Equal(Accuracies(_whole), Accuracies(_broken));
        AssertNoLineTwice(_broken);
    }

    private static List<(long Step, double Value)> Accuracies(TestRun run) =>
    [
        .. MetricsLog.ReadAll(run.MetricsPath)
            .Where(entry => entry.Values.ContainsKey("accuracy/top1"))
            .Select(entry => (entry.Step, entry.Values["accuracy/top1"])),
    ];

    private static void AssertNoLineTwice(TestRun run)
    {
        List<(long, string)> lines =
            [.. MetricsLog.ReadAll(run.MetricsPath).Select(entry => (entry.Step, string.Join(' ', entry.Values.Keys)))];
        Assert.Equal(lines.Distinct(), lines);
        Assert.Equal(lines.Select(line => line.Item1).Order(), lines.Select(line => line.Item1));
        Assert.All(File.ReadLines(run.MetricsPath), line => JsonDocument.Parse(line).Dispose());
    }
}
