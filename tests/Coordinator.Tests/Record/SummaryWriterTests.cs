using Distillery.Coordinator.Record;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.Record;

public sealed class SummaryWriterTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void The_summary_s_numbers_are_those_computed_by_hand()
    {
        RunShape shape = TestStudy.Shape();
        RunConfig config = TestStudy.Config();
        RecordTotals totals = RecordTotals.Of(
            new EntryMaker(shape, 0, new ManualTime()).Make(TestStudy.Records(shape, 0, 10)), shape);
        using RunFolder folder = RunFolder.Open(_parent.At("run"));
        DateTimeOffset start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        new SummaryWriter(folder, config, start).Write(
            RunStatus.Completed, shape, totals, wallSeconds: 4, nodesAtEnd: 3, new ClusterHistory(5, 2, [1.5, 2.5]), "abc");
        RunSummary summary = RunSummary.Read(folder.SummaryPath);

        Assert.Equal((RunStatus.Completed, 9L, 3.0), (summary.Status, summary.Steps, summary.Epochs));
        Assert.Equal((198L, 144L, 198 / 4.0, 4.0), (summary.SamplesSeen, summary.TeacherQueries, summary.ImagesPerSecond, summary.WallSeconds));
        Assert.Equal((198 * 1000) + (144 * 3000), summary.Compute!.TotalMacs);
        Assert.Equal((8 / 11.0) + (1 / 3.0), summary.Compute.Ratio!.Value, 1e-12);
        Assert.Equal((8 / 11.0) + (1 / 4.0), summary.Compute.RatioMeasuredBackward!.Value, 1e-12);
        Assert.Equal((38 / 80.0, 61 / 80.0, 38 / 80.0), (summary.Top1, summary.Top5, summary.BestTop1));
        Assert.Equal((3, 5L, 2L), (summary.NodesAtEnd, summary.Generations, summary.Losses));
        Assert.Equal([1.5, 2.5], summary.RecoverySeconds);
        Assert.Equal(("abc", config.Fingerprint, "unix", start), (summary.WeightsSha256, summary.ConfigFingerprint, summary.Method, summary.StartedAt));
        Assert.Equal((0.25, 2), (summary.TeacherTop1, summary.Ranks));
    }

    [Fact]
    public void Before_any_node_has_told_what_the_run_is_there_is_a_summary_without_measures()
    {
        using RunFolder folder = RunFolder.Open(_parent.At("run"));
        RunSummary summary = new SummaryWriter(folder, TestStudy.Config(), DateTimeOffset.UnixEpoch).Write(
            RunStatus.Running, null, RecordTotals.None, 1, 0, ClusterHistory.None, null);
        Assert.Equal((0L, null, null), (summary.Steps, summary.Epochs, summary.Top1));
    }
}
