using Distillery.Shared.Plans;

namespace Distillery.Shared.Tests.Plans;

/// <summary>A run of 20 steps and three slices of the vector, evaluated every 8 steps and saved every 6.</summary>
public sealed class RunPlanTests
{
    private static readonly RunPlan Plan = new(RankCount: 4, SliceCount: 4, TotalSteps: 20, EvaluateEvery: 8, CheckpointEvery: 6);

    [Fact]
    public void A_closing_step_follows_the_last_one()
    {
        Assert.Equal(21, Plan.EndSteps);
        Assert.Equal([20], Steps(Plan.IsClosing));
    }

    [Fact]
    public void The_closing_step_has_reports_and_no_gradient()
    {
        Assert.Equal(3, Plan.ReportSlice);
        Assert.Equal(0, Plan.FirstSliceOf(19));
        Assert.Equal(3, Plan.FirstSliceOf(20));
    }

    [Fact]
    public void Weights_are_evaluated_at_fixed_steps_and_in_the_end_but_not_before_the_first() =>
        Assert.Equal([8, 16, 20], Steps(Plan.IsEvaluationDue));

    [Fact]
    public void An_evaluation_that_is_due_at_the_end_is_made_once() =>
        Assert.Equal([10, 20], Steps((Plan with { EvaluateEvery = 10 }).IsEvaluationDue));

    [Fact]
    public void Checkpoints_are_due_at_fixed_steps_and_at_the_last_one_but_not_behind_it() =>
        Assert.Equal([6, 12, 18, 20], Steps(Plan.IsCheckpointDue));

    [Fact]
    public void A_checkpoint_that_is_due_at_the_end_is_written_once() =>
        Assert.Equal([10, 20], Steps((Plan with { CheckpointEvery = 10 }).IsCheckpointDue));

    [Fact]
    public void A_run_shorter_than_its_periods_is_evaluated_and_saved_in_the_end()
    {
        RunPlan plan = Plan with { EvaluateEvery = 100, CheckpointEvery = 100 };
        Assert.Equal([20], Steps(plan.IsEvaluationDue));
        Assert.Equal([20], Steps(plan.IsCheckpointDue));
    }

    [Fact]
    public void Weights_are_hashed_at_the_first_step_every_hundredth_and_in_the_end()
    {
        RunPlan plan = Plan with { TotalSteps = 250 };
        Assert.Equal([0, 100, 200, 250], Enumerable.Range(0, 251).Where(step => plan.IsHashDue(step)));
    }

    private static IEnumerable<int> Steps(Func<long, bool> isDue) => Enumerable.Range(0, 21).Where(step => isDue(step));
}
