using System.Text;
using Distillery.Coordinator.Record;
using Distillery.Messages.Progress;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.Record;

public sealed class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();
    private readonly ManualTime _time = new();
    private readonly TestListener _listener = new();
    private readonly TestObserver _observer = new();
    private readonly FullDisk _disk = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void Records_are_durable_after_a_second_and_at_once_when_asked()
    {
        using Attempt attempt = Open("run", 9);
        attempt.Record.Append(attempt.Records(0, 3));
        PassSecond(attempt);
        Assert.Equal("durable 3", _listener.Next());
        attempt.Record.Append(attempt.Records(3, 2));
        attempt.Record.RequestSync();
        Assert.Equal("durable 5", _listener.Next());
        Assert.Equal(5, attempt.Record.DurableSteps);
        Assert.Equal(5, StepLog.Verify(attempt.Folder.StepsPath).SoundCount);
    }

    [Fact]
    public void Records_that_come_again_are_passed_over_and_a_gap_is_refused()
    {
        using Attempt attempt = Open("run", 9);
        attempt.Record.Append(attempt.Records(0, 4));
        Assert.Equal(5, attempt.Record.Append(attempt.Records(2, 5)));
        Assert.Equal(2, attempt.Record.Append(attempt.Records(1, 2)));
        Assert.Throws<ArgumentException>(() => attempt.Record.Append(attempt.Records(8, 1)));
        attempt.Record.Close();

        Assert.Equal(7, attempt.Record.NextStep);
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6], StepLog.ReadEntries(attempt.Folder.StepsPath).Select(entry => entry.Step));
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7], _observer.Steps.Select(step => step.Step));
    }

    [Fact]
    public void Samples_are_those_of_the_plan_and_counted_by_applied_steps()
    {
        using Attempt attempt = Open("run", 9);
        attempt.Record.Append(attempt.Records(0, 10));
        attempt.Record.Close();

        SampleEntry[] lines = [.. SampleLog.ReadAll(attempt.Folder.SamplesPath)];
        Assert.Equal(18, lines.Length);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => ((i / 2) + 1L, i / 6L, i % 2)), lines.Select(line => (line.Step, line.Epoch, line.Rank)));
        Assert.All(lines, line => Assert.Equal((11, 8, "the most uncertain"), (line.Indices.Count, line.Kept.Count, line.Reason)));
        Assert.All(lines, line => Assert.Subset(line.Indices.ToHashSet(), line.Kept.ToHashSet()));
        Assert.All(
            lines.GroupBy(line => line.Epoch),
            epoch => Assert.Equal(66, epoch.SelectMany(line => line.Indices).Distinct().Count()));
    }

    [Fact]
    public void Curves_have_the_lines_and_values_that_a_window_of_fifty_steps_gives()
    {
        using Attempt attempt = Open("run", 120, "evaluate: {every_epochs: 25}\n", checkpointEvery: 1000);
        attempt.Record.Append(attempt.Records(0, 121));
        attempt.Record.Close();

        MetricsEntry[] lines = [.. MetricsLog.ReadAll(attempt.Folder.MetricsPath)];
        Assert.Equal([50L, 75, 75, 100, 120, 120], lines.Select(line => line.Step));
        Assert.Equal(
            ["train/loss", "train/loss_distill", "train/learning_rate", "train/images_per_second", "selection/selected_ratio",
                "selection/uncertainty", "compute/ratio"],
            lines[0].Values.Keys);
        Assert.Equal(["accuracy/top1", "accuracy/top5"], lines[2].Values.Keys);
        Assert.Equal(
            Enumerable.Range(0, 50).Average(step => (TestStudy.Loss(step, 0) + TestStudy.Loss(step, 1)) / 2),
            lines[0].Values["train/loss"], 1e-12);
        Assert.Equal(lines[0].Values["train/loss"], lines[0].Values["train/loss_distill"]);
        Assert.Equal((25.0, 16 / 22.0), (lines[1].Epoch, lines[1].Values["selection/selected_ratio"]));
        Assert.Equal((8 / 11.0) + (1 / 3.0), lines[5 - 1].Values["compute/ratio"], 1e-12);
        Assert.Equal((10 + 75 + 10 + 75) / 80.0, lines[2].Values["accuracy/top1"], 1e-12);
        Assert.Equal([75L, 120], _observer.Evaluations.Select(evaluation => evaluation.Step));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(50, 10)]
    [InlineData(74, 1)]
    [InlineData(75, 200)]
    [InlineData(76, 10)]
    [InlineData(76, 200)]
    [InlineData(100, 3)]
    [InlineData(120, 500)]
    [InlineData(120, 100_000)]
    public void A_coordinator_that_is_killed_leaves_no_trace_in_the_files(int stepsBefore, int lostMetricsBytes)
    {
        const string Section = "evaluate: {every_epochs: 25}\n";
        using (Attempt whole = Open("whole", 120, Section))
        {
            whole.Record.Append(whole.Records(0, 121));
            whole.Record.Close();
        }
        using (Attempt killed = Open("killed", 120, Section))
        {
            killed.Record.Append(killed.Records(0, stepsBefore));
            killed.Record.RequestSync();
            Assert.Equal("durable 121", _listener.Next());
            Assert.Equal($"durable {stepsBefore}", _listener.Next());
        }
        Cut(_parent.At("killed", "metrics.jsonl"), lostMetricsBytes);
        using (Attempt next = Open("killed", 120, Section))
        {
            Assert.Equal(stepsBefore, next.Record.NextStep);
            next.Record.Append(next.Records(Math.Max(0, stepsBefore - 5), 121 - Math.Max(0, stepsBefore - 5)));
            next.Record.Close();
            Assert.Equal((120L * 22, 120L * 16), (next.Record.Totals.Counts.Samples, next.Record.Totals.Counts.Queries));
        }
        AssertSameFiles("whole", "killed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(75)]
    [InlineData(90)]
    [InlineData(100)]
    public void Steps_that_come_again_after_a_truncation_leave_no_trace(long step)
    {
        const string Section = "evaluate: {every_epochs: 25}\n";
        using (Attempt whole = Open("whole", 120, Section))
        {
            whole.Record.Append(whole.Records(0, 121));
            whole.Record.Close();
        }
        using (Attempt again = Open("again", 120, Section))
        {
            again.Record.Append(again.Records(0, 90));
            again.Record.RequestSync();
            again.Record.Append(again.Records(90, 10));
            again.Record.Truncate(step);
            Assert.InRange(again.Record.DurableSteps, 0, step);
            Assert.Equal(Math.Min(step, 100) * 22, again.Record.Totals.Counts.Samples);
            again.Record.Append(again.Records(step, 121 - step));
            again.Record.Close();
            Assert.Equal(2, again.Record.Totals.Evaluations);
        }
        AssertSameFiles("whole", "again");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(99)]
    public void Entries_that_are_written_and_not_yet_durable_can_be_truncated(long step)
    {
        using (Attempt whole = Open("whole", 120))
        {
            whole.Record.Append(whole.Records(0, 121));
            whole.Record.Close();
        }
        using (Attempt again = Open("again", 120))
        {
            again.Record.Append(again.Records(0, 100));
            Assert.Equal(100, StepLog.ReadEntries(again.Folder.StepsPath).Count());
            again.Record.Truncate(step);
            again.Record.Append(again.Records(step, 121 - step));
            again.Record.Close();
        }
        AssertSameFiles("whole", "again");
    }

    [Fact]
    public void TensorBoard_gets_the_curves_again_after_a_restart()
    {
        for (int start = 0; start < 2; start++)
        {
            using Attempt attempt = Open("run", 120, "evaluate: {every_epochs: 25}\n", tensorboard: true);
            attempt.Record.Append(attempt.Records(0, 80));
            attempt.Record.Close();
        }
        string[] files = [.. Directory.EnumerateFiles(_parent.At("run"), "events.out.tfevents.*")];
        Assert.Equal(2, files.Length);
        Assert.All(files, file =>
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.Contains("train/loss", text, StringComparison.Ordinal);
            Assert.Contains("accuracy/top1", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(5000, false)]
    [InlineData(long.MaxValue, true)]
    public void A_full_disk_loses_nothing_and_is_told_once(long roomBytes, bool refusesFlush)
    {
        using (Attempt whole = Open("whole", 120))
        {
            whole.Record.Append(whole.Records(0, 121));
            whole.Record.Close();
            Assert.Equal("durable 121", _listener.Next());
        }
        using (Attempt full = Open("full", 120))
        {
            (_disk.RoomBytes, _disk.RefusesFlush) = (roomBytes, refusesFlush);
            full.Record.Append(full.Records(0, 40));
            full.Record.RequestSync();
            Assert.Equal("full", _listener.Next());
            PassSecond(full);
            full.Record.Append(full.Records(40, 40));
            PassSecond(full);
            (_disk.RoomBytes, _disk.RefusesFlush) = (long.MaxValue, false);
            full.Record.RequestSync();
            Assert.True(_listener.HasSaidAll); // It is not asked for room at every record.
            PassSecond(full);
            Assert.Equal("durable 80", _listener.Next());
            Assert.Equal("room", _listener.Next());
            full.Record.Append(full.Records(80, 41));
            full.Record.Close();
        }
        AssertSameFiles("whole", "full");
    }

    [Fact]
    public void Closing_on_a_full_disk_says_so()
    {
        using Attempt full = Open("full", 9);
        _disk.RoomBytes = 10;
        full.Record.Append(full.Records(0, 4));
        Assert.Throws<DiskFullException>(full.Record.Close);
    }

    [Fact]
    public void Ranks_whose_weights_differ_are_named()
    {
        using Attempt attempt = Open("run", 9);
        StepRecord record = attempt.Records(0, 1)[0];
        RankReport[] reports = [record.Reports[0], record.Reports[1] with { WeightsHash = 99 }];
        attempt.Record.Append([record with { Reports = reports }]);
        attempt.Record.Close();

        Assert.Contains("before step 0 the weights of rank 1 differ", Assert.Single(_observer.Warnings), StringComparison.Ordinal);
        StepEntry entry = Assert.Single(StepLog.ReadEntries(attempt.Folder.StepsPath));
        Assert.Equal([1], entry.DifferingRanks);
    }

    [Fact]
    public void Damaged_images_are_counted_each_time_and_named_once()
    {
        using Attempt attempt = Open("run", 9);
        foreach (StepRecord record in attempt.Records(0, 2))
        {
            RankReport damaged = record.Reports[1] with { DamagedImages = 3, Damages = [new DamagedSample(7, "a.jpg: it is empty")] };
            attempt.Record.Append([record with { Reports = [record.Reports[0], damaged] }]);
        }
        attempt.Record.Close();

        Assert.Contains("a.jpg: it is empty", Assert.Single(_observer.Warnings), StringComparison.Ordinal);
        Assert.Equal([3L, 3], StepLog.ReadEntries(attempt.Folder.StepsPath).Select(entry => entry.Counts.Damaged));
        Assert.Equal(6, attempt.Record.Totals.Counts.Damaged);
    }

    [Fact]
    public void Wall_time_goes_on_where_the_attempt_before_ended()
    {
        using (Attempt first = Open("run", 9))
        {
            _time.Advance(30);
            first.Record.Append(first.Records(0, 3));
            first.Record.Close();
        }
        using Attempt second = Open("run", 9);
        _time.Advance(12);
        Assert.Equal(42, second.Record.WallSeconds, 1e-9);
    }

    private static void Cut(string path, long bytes)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(Math.Max(0, file.Length - bytes));
    }

    private void AssertSameFiles(string expected, string actual)
    {
        Assert.Equal(
            StepLog.Verify(_parent.At(expected, "steps.jsonl")), StepLog.Verify(_parent.At(actual, "steps.jsonl")));
        Assert.Equal(
            File.ReadAllText(_parent.At(expected, "samples.jsonl")), File.ReadAllText(_parent.At(actual, "samples.jsonl")));
        Assert.Equal(Lines(expected), Lines(actual));
        IEnumerable<string> Lines(string name) => MetricsLog.ReadAll(_parent.At(name, "metrics.jsonl")).Select(line =>
            $"{line.Step} {line.Epoch} " + string.Join(
                ' ', line.Values.Where(value => value.Key != "train/images_per_second").Select(value => $"{value}")));
    }

    private Attempt Open(string name, long totalSteps, string sections = "", int checkpointEvery = 30, bool tensorboard = false)
    {
        RunFolder folder = RunFolder.Open(_parent.At(name));
        StepLog steps = StepLog.Open(folder.StepsPath, _ => { });
        RunShape shape = new(
            TestStudy.Config(sections) with
            {
                Checkpoint = new() { EverySteps = checkpointEvery, Keep = 2 },
                Telemetry = new() { Tensorboard = tensorboard, LogEverySeconds = 10 },
            },
            TestStudy.Facts(totalSteps));
        RunRecordOptions options = new() { RecordSamples = true, WrapSamples = _disk.Around };
        RunRecord record = new(folder, steps, shape, options, _listener, _observer, _time);
        _listener.Write = () => record.Write(isTick: false);
        return new Attempt(folder, steps, shape, record);
    }

    private void PassSecond(Attempt attempt)
    {
        _time.Advance(RunRecord.SyncPeriod.TotalSeconds);
        attempt.Record.Write(isTick: true);
    }

    private sealed record Attempt(RunFolder Folder, StepLog Steps, RunShape Shape, RunRecord Record) : IDisposable
    {
        internal IReadOnlyList<StepRecord> Records(long first, long count) => TestStudy.Records(Shape, first, count);

        public void Dispose()
        {
            Record.Dispose();
            Steps.Dispose();
            Folder.Dispose();
        }
    }
}
