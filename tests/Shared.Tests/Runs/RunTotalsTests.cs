using Distillery.Messages;
using Distillery.Messages.Progress;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class RunTotalsTests
{
    [Fact]
    public void Records_are_counted_up_over_all_ranks()
    {
        RunTotals totals = new RunTotals().After(Record(0, isSkipped: false)).After(Record(1, isSkipped: true));
        Assert.Equal((2L, 1L), (totals.AppliedSteps, totals.SkippedSteps));
        Assert.Equal((40L, 32L, 12L, 8L), (totals.SamplesSeen, totals.ScoredImages, totals.TrainedImages, totals.TeacherQueries));
        Assert.Null(totals.EvaluatedStep);
        Assert.Null(totals.BestTop1);
    }

    [Fact]
    public void An_evaluation_is_the_sum_of_its_shares_and_the_best_one_stays()
    {
        RunTotals totals = new RunTotals()
            .After(Record(3, isSkipped: false, new EvaluationCounts(30, 20, 25), new EvaluationCounts(10, 10, 10)))
            .After(Record(4, isSkipped: false))
            .After(Record(5, isSkipped: false, new EvaluationCounts(30, 0, 30), new EvaluationCounts(10, 10, 10)));
        Assert.Equal((5L, 0.25, 1.0, 0.75), (totals.EvaluatedStep, totals.Top1, totals.Top5, totals.BestTop1));
    }

    private static StepRecord Record(long step, bool isSkipped, params EvaluationCounts?[] shares) => new(
        step, new Generation(1, 1), 0, isSkipped,
        [.. Enumerable.Range(0, 2).Select(rank => new RankReport(
            rank, 1, 10, [4, 5, 6], "all", 8, 2, double.NaN, [], null, shares.ElementAtOrDefault(rank)))]);
}
