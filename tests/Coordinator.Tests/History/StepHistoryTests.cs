using Distillery.Coordinator.History;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Tests.Record;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.History;

public sealed class StepHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunShape _shape = TestStudy.Shape();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Before_the_first_node_there_is_nothing()
    {
        HistorySnapshot none = new StepHistory().Read();
        Assert.Null(none.Shape);
        Assert.Empty(none.Points);
        Assert.Equal(default, new StepHistory().Pace());
        Assert.Null(HistoryDocument.Of(none).Plan);
    }

    [Fact]
    public void The_record_fills_it_with_steps_and_evaluations()
    {
        HistorySnapshot history = Record(first: 0, count: 10).Read();
        Assert.Equal(Enumerable.Range(1, 9).Select(step => (long)step), history.Points.Select(point => point.Step));
        Assert.Equal((TestStudy.Loss(4, 0) + TestStudy.Loss(4, 1)) / 2, history.Points[4].Loss.Value!.Value, 12);
        Assert.Equal([3, 6, 9], history.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal(22, history.Points[0].Samples);
    }

    [Fact]
    public void A_later_attempt_knows_the_steps_of_earlier_ones()
    {
        HistorySnapshot whole = Record(first: 0, count: 5).Read();
        HistorySnapshot again = Record(first: 5, count: 5).Read();
        Assert.Equal(9, again.Points.Count);
        Assert.Equal(whole.Points.Select(point => point.Loss), again.Points.Take(5).Select(point => point.Loss));
    }

    [Fact]
    public void Who_follows_gets_what_is_new()
    {
        StepHistory history = Record(first: 0, count: 8);
        HistorySnapshot news = history.Read(after: 6, stride: 1);
        Assert.Equal([7, 8], news.Points.Select(point => point.Step));
        Assert.Equal([6], news.Evaluations.Select(evaluation => evaluation.Step));
        Assert.Equal(6, news.After);
    }

    [Theory]
    [InlineData(6, 2L)]
    [InlineData(20, 1L)]
    [InlineData(6, null)]
    public void Who_has_other_points_gets_all(long after, long? stride)
    {
        HistorySnapshot all = Record(first: 0, count: 8).Read(after, stride);
        Assert.Null(all.After);
        Assert.Equal(8, all.Points.Count);
    }

    [Fact]
    public void Steps_that_the_run_goes_back_over_are_taken_out()
    {
        using RunFolder run = RunFolder.Open(_folder.At("run"));
        using StepLog steps = StepLog.Open(run.StepsPath, _ => { });
        StepHistory history = new();
        using RunRecord record = Open(run, steps, history);
        record.Append(TestStudy.Records(_shape, 0, 8));
        record.Truncate(4);
        Assert.Equal([1, 2, 3, 4], history.Read().Points.Select(point => point.Step));
        Assert.Equal([3], history.Read().Evaluations.Select(evaluation => evaluation.Step));
        record.Append(TestStudy.Records(_shape, 4, 1));
        Assert.Equal(5, history.Read().Points[^1].Step);
    }

    private StepHistory Record(long first, int count)
    {
        using RunFolder run = RunFolder.Open(_folder.At("run"));
        using StepLog steps = StepLog.Open(run.StepsPath, _ => { });
        StepHistory history = new();
        using RunRecord record = Open(run, steps, history);
        record.Append(TestStudy.Records(_shape, first, count));
        record.Close();
        return history;
    }

    private RunRecord Open(RunFolder run, StepLog steps, StepHistory history) => new(
        run, steps, _shape, new RunRecordOptions { History = history }, new TestListener(), new TestObserver(),
        TimeProvider.System);
}
