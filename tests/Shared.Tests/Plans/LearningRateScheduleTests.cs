using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.Shared.Tests.Plans;

/// <summary>Ten steps an epoch and a base rate of 0.1.</summary>
public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Constant_is_constant()
    {
        LearningRateSchedule schedule = Schedule(new ScheduleConfig { Name = ScheduleName.Constant, Milestones = [] });
        Assert.All(Enumerable.Range(0, 100), step => Assert.Equal(0.1, schedule.At(step)));
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(29, 0.1)]
    [InlineData(30, 0.02)]
    [InlineData(59, 0.02)]
    [InlineData(60, 0.004)]
    [InlineData(99, 0.004)]
    public void Multistep_falls_with_the_first_step_after_each_milestone(int step, double expected)
    {
        ScheduleConfig config = new() { Name = ScheduleName.Multistep, Milestones = [3, 6], Factor = 0.2 };
        Assert.Equal(expected, Schedule(config).At(step), 1e-12);
    }

    [Fact]
    public void Cosine_falls_from_the_whole_rate_over_its_middle_to_the_final_share()
    {
        LearningRateSchedule schedule = Schedule(
            new ScheduleConfig { Name = ScheduleName.Cosine, Milestones = [], FinalRatio = 0.2 });
        Assert.Equal(0.1, schedule.At(0), 1e-12);
        Assert.Equal(0.06, schedule.At(50), 1e-12);
        Assert.Equal(0.02 + (0.08 * 0.5 * (1 + Math.Cos(Math.PI * 0.99))), schedule.At(99), 1e-12);
        Assert.Equal(0.02, schedule.At(100), 1e-12);
        Assert.Equal(0.02, schedule.At(1000), 1e-12);
        for (int step = 1; step < 100; step++) Assert.True(schedule.At(step) < schedule.At(step - 1));
    }

    [Theory]
    [InlineData(ScheduleName.Constant)]
    [InlineData(ScheduleName.Multistep)]
    [InlineData(ScheduleName.Cosine)]
    public void Warm_up_rises_by_equal_parts_and_ends_at_the_whole_rate(ScheduleName name)
    {
        LearningRateSchedule schedule = Schedule(
            new ScheduleConfig { Name = name, Milestones = [5], Factor = 0.1, WarmupEpochs = 2 });
        for (int step = 0; step < 20; step++) Assert.Equal(0.1 * (step + 1) / 20, schedule.At(step), 1e-12);
        Assert.Equal(0.1, schedule.At(20), 1e-12);
    }

    [Fact]
    public void Cosine_spans_the_steps_that_warm_up_leaves()
    {
        LearningRateSchedule schedule = Schedule(
            new ScheduleConfig { Name = ScheduleName.Cosine, Milestones = [], WarmupEpochs = 2 });
        Assert.Equal(0.05, schedule.At(60), 1e-12);
        Assert.Equal(0, schedule.At(100), 1e-12);
    }

    [Fact]
    public void Warm_up_may_take_part_of_an_epoch_or_the_whole_run()
    {
        ScheduleConfig config = new() { Name = ScheduleName.Cosine, Milestones = [], WarmupEpochs = 0.3 };
        Assert.Equal([0.1 / 3, 0.2 / 3, 0.1], [.. Enumerable.Range(0, 3).Select(step => Math.Round(Schedule(config).At(step), 12))],
            (expected, actual) => Math.Abs(expected - actual) < 1e-9);
        LearningRateSchedule whole = Schedule(config with { WarmupEpochs = 10 });
        Assert.Equal(0.1, whole.At(99), 1e-12);
        Assert.Equal(0.1, whole.At(100), 1e-12);
    }

    private static LearningRateSchedule Schedule(ScheduleConfig config) =>
        new(config, baseRate: 0.1, stepsPerEpoch: 10, totalSteps: 100);
}
