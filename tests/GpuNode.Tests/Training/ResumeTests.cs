using System.Text.Json;
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

        TestObserver second = new();
        RunSummary actual = _broken.Execute(config, second);

        // Checkpoints come every two steps, and the crash is before the one of its own step.
        Assert.Equal((step - 1) / 2 * 2, second.Start!.FirstStep);
        AssertSameEnd(expected, actual);
    }

    [Fact]
    public void A_stop_before_the_first_step_is_an_interruption_at_the_start()
    {
        RunConfig config = TestRun.Config("kd");
        TestObserver observer = new();
        observer.RequestStop();
        RunSummary summary = _broken.Execute(config, observer);
        Assert.Equal((RunStatus.Interrupted, 0L), (summary.Status, summary.Steps));
        AssertSameEnd(_whole.Execute(config), _broken.Execute(config));
    }

    [Fact]
    public void A_stop_in_the_last_evaluation_is_made_good()
    {
        RunConfig config = TestRun.Config("kd");
        RunSummary stopped = _broken.Execute(config, new TestObserver { StopAfter = 9 });
        Assert.Equal((RunStatus.Interrupted, 9L), (stopped.Status, stopped.Steps));

        TestObserver second = new();
        RunSummary actual = _broken.Execute(config, second);

        Assert.Empty(second.Steps);
        Assert.Equal([9L], second.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal(RunStatus.Completed, actual.Status);
        AssertSameEnd(_whole.Execute(config), actual);
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

    private void AssertSameEnd(RunSummary expected, RunSummary actual)
    {
        TrainingRunTests.AssertSameResult(expected, actual);
        Assert.Equal(_whole.Checkpoint.FileNames, _broken.Checkpoint.FileNames);
        foreach (string file in _whole.Checkpoint.FileNames.Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(_whole.Checkpoint.PathOf(file)), File.ReadAllBytes(_broken.Checkpoint.PathOf(file)));
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
