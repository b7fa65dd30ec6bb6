using Distillery.Shared.Plans;

namespace Distillery.Shared.Tests.Plans;

public sealed class SamplePlanTests
{
    [Theory]
    [InlineData(60, 1, 60, 1)]
    [InlineData(60, 4, 5, 3)]
    [InlineData(240, 3, 8, 10)]
    [InlineData(1024, 2, 32, 16)]
    [InlineData(1000, 8, 1, 125)]
    public void Each_sample_is_used_exactly_once_an_epoch(int sampleCount, int rankCount, int batchSize, int steps)
    {
        var plan = new SamplePlan(7, sampleCount, rankCount, batchSize);
        Assert.Equal(steps, plan.StepsPerEpoch);
        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal(Enumerable.Range(0, sampleCount), Epoch(plan, epoch).Order());
    }

    [Fact]
    public void The_last_partial_global_batch_is_dropped_and_holds_other_samples_in_each_epoch()
    {
        var plan = new SamplePlan(7, 103, 4, 5);
        Assert.Equal(5, plan.StepsPerEpoch);
        int[] first = Dropped(plan, 0);
        int[] second = Dropped(plan, 1);
        Assert.Equal(3, first.Length);
        Assert.Equal(3, second.Length);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData(1, 24)]
    [InlineData(2, 12)]
    [InlineData(8, 3)]
    [InlineData(24, 1)]
    public void A_step_takes_the_same_samples_in_the_same_order_however_it_is_divided(int rankCount, int batchSize)
    {
        var whole = new SamplePlan(7, 250, 4, 6);
        var divided = new SamplePlan(7, 250, rankCount, batchSize);
        for (int step = 0; step < whole.StepsPerEpoch; step++)
            Assert.Equal(Step(whole, 2, step), Step(divided, 2, step));
    }

    [Fact]
    public void Epochs_and_seeds_have_orders_of_their_own()
    {
        var plan = new SamplePlan(7, 100, 1, 10);
        Assert.Equal(Epoch(plan, 0), Epoch(new SamplePlan(7, 100, 1, 10), 0));
        Assert.NotEqual(Epoch(plan, 0), Epoch(plan, 1));
        Assert.NotEqual(Epoch(plan, 0), Epoch(new SamplePlan(8, 100, 1, 10), 0));
    }

    [Fact]
    public void A_step_of_the_run_is_located_in_its_epoch()
    {
        var plan = new SamplePlan(7, 100, 2, 7); // 7 steps an epoch, 2 samples dropped
        Assert.Equal((0, 0), plan.Locate(0));
        Assert.Equal((0, 6), plan.Locate(6));
        Assert.Equal((1, 0), plan.Locate(7));
        Assert.Equal((14, 2), plan.Locate(100));
        Assert.Equal(21, plan.TotalSteps(3));
        Assert.Equal(7_000_000_000, plan.TotalSteps(1_000_000_000));
    }

    [Theory]
    [InlineData(99, 10, 10, "data.limit")]
    [InlineData(0, 1, 1, "data.limit")]
    [InlineData(2_000_000_000, 100_000, 100_000, "train.batch")]
    [InlineData(100, 0, 10, "1 or more")]
    [InlineData(100, 1, 0, "1 or more")]
    public void A_plan_without_a_single_step_is_refused(int sampleCount, int rankCount, int batchSize, string advice)
    {
        var error = Assert.Throws<UserErrorException>(() => new SamplePlan(7, sampleCount, rankCount, batchSize));
        Assert.Contains(advice, error.NextStep);
    }

    [Fact]
    public void An_argument_out_of_range_is_refused()
    {
        var plan = new SamplePlan(7, 100, 2, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Indices(0, 10, 0, new int[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Indices(0, 0, 2, new int[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Indices(0, 0, 0, new int[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Locate(-1));
    }

    private static int[] Step(SamplePlan plan, int epoch, int step)
    {
        int[] indices = new int[plan.RankCount * plan.BatchSize];
        for (int rank = 0; rank < plan.RankCount; rank++)
            plan.Indices(epoch, step, rank, indices.AsSpan(rank * plan.BatchSize, plan.BatchSize));
        return indices;
    }

    private static int[] Epoch(SamplePlan plan, int epoch) =>
        [.. Enumerable.Range(0, plan.StepsPerEpoch).SelectMany(step => Step(plan, epoch, step))];

    private static int[] Dropped(SamplePlan plan, int epoch) =>
        [.. Enumerable.Range(0, plan.SampleCount).Except(Epoch(plan, epoch))];
}
