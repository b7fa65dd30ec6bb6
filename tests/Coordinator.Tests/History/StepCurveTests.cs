using Distillery.Coordinator.History;

namespace Distillery.Coordinator.Tests.History;

public sealed class StepCurveTests
{
    private readonly StepCurve _curve = new();

    [Fact]
    public void A_short_run_has_a_point_a_step()
    {
        Add(1, 100);
        Assert.Equal((100, 1), (_curve.Points.Count, _curve.Stride));
        Assert.Equal(7, _curve.Points[6].Loss.Value);
    }

    [Fact]
    public void A_long_run_stays_bounded_and_loses_no_step()
    {
        Add(1, 1_000_000);
        Assert.InRange(_curve.Points.Count, StepCurve.MostPoints / 2, StepCurve.MostPoints);
        Assert.Equal(1_000_000, _curve.Points.Sum(point => point.StepCount));
        Assert.Equal(3_000_000, _curve.Points.Sum(point => point.Samples));
        Assert.Equal(1_000_000, _curve.Points[^1].Step);
        Assert.All(_curve.Points.SkipLast(1), point => Assert.Equal(_curve.Stride, point.StepCount));
        Assert.Equal((_curve.Stride + 1) / 2.0, _curve.Points[0].Loss.Value);
    }

    [Fact]
    public void Steps_that_come_again_replace_those_that_were_there()
    {
        Add(1, 100);
        Add(41, 60);
        Assert.Equal(Enumerable.Range(1, 60).Select(step => (long)step), _curve.Points.Select(point => point.Step));
    }

    [Fact]
    public void Points_lie_at_the_same_steps_after_an_interruption()
    {
        Add(1, 2000);
        long[] steps = [.. _curve.Points.Select(point => point.Step)];
        _curve.CutTo(1001);
        Add(1002, 2000);
        Assert.Equal(steps, _curve.Points.Select(point => point.Step));
    }

    [Fact]
    public void Losses_that_are_no_numbers_are_left_out_of_the_mean()
    {
        for (int step = 1; step <= 1024; step++) _curve.Add(Point(step) with { Loss = StepMean.Of(step % 2 == 0 ? double.NaN : 1) });
        Assert.All(_curve.Points, point => Assert.Equal(1.0, point.Loss.Value));
        Assert.Null(StepMean.Of(double.PositiveInfinity).Value);
        Assert.Null(StepMean.Of(null).Value);
    }

    private void Add(int first, int last)
    {
        for (int step = first; step <= last; step++) _curve.Add(Point(step));
    }

    private static CurvePoint Point(long step) =>
        new(step, step / 10.0, StepCount: 1, LearningRate: 0.1, Samples: 3, Seconds: 0.5, SelectedSum: 1, ComputeRatio: 0.5)
        {
            Loss = StepMean.Of(step),
        };
}
