using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Step;

namespace Distillery.Cli.Tests.Bench;

public sealed class StepBenchmarkTests
{
    private static readonly StepShape Shape = StepShape.Of("lenet5", batch: 64, threads: 1);

    [Fact]
    public void Rates_and_ratio_follow_from_the_times()
    {
        List<string> log = [];
        StepMeasurement measured = StepBenchmark.Measure(
            new SteadySide(0.01, log, "product"), new SteadySide(0.02, log, "peer"), Shape, rounds: 3,
            CancellationToken.None);
        Assert.Equal(6400, Rates.Median(measured.Training.Product), 6);
        Assert.Equal(3200, Rates.Median(measured.Training.Peer), 6);
        Assert.All(measured.Training.Ratios, ratio => Assert.Equal(2, ratio, 9));
    }

    [Fact]
    public void Both_sides_take_turns_of_like_length_and_each_is_first_in_turn()
    {
        List<string> log = [];
        StepBenchmark.Measure(
            new SteadySide(0.01, log, "product"), new SteadySide(0.02, log, "peer"), Shape, rounds: 2,
            CancellationToken.None);
        Assert.Equal(
            ["product train 70", "peer train 35", "peer train 35", "product train 70"],
            log.Where(
                line => line.EndsWith("train 70", StringComparison.Ordinal)
                    || line.EndsWith("train 35", StringComparison.Ordinal)));
    }
}
