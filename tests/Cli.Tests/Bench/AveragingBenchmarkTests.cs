using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Averaging;

namespace Distillery.Cli.Tests.Bench;

public sealed class AveragingBenchmarkTests
{
    private static readonly AveragingShape Shape = new(Processes: 2, Megabytes: 10, SharesMemory: true);

    [Fact]
    public void Times_bandwidths_and_ratio_follow_from_the_turns()
    {
        AveragingMeasurement measured = AveragingBenchmark.Measure(
            new SteadyAveraging(0.01, [], "product"), new SteadyAveraging(0.02, [], "peer"), Shape, turns: 3, CancellationToken.None);
        Assert.All(measured.Ratios, ratio => Assert.Equal(2, ratio, 9));
        Assert.Equal(0.01, Rates.Median(measured.ProductSeconds), 9);
        Assert.Equal(
            ["memory", "2", "10", "10.00", "20.00", "1.00", "0.50", "2.00", "2.00 to 2.00"], measured.Row);
    }

    [Fact]
    public void Both_sides_take_turns_of_like_length_and_each_is_first_in_turn()
    {
        List<string> log = [];
        AveragingBenchmark.Measure(
            new SteadyAveraging(0.01, log, "product"), new SteadyAveraging(0.02, log, "peer"), Shape, turns: 2,
            CancellationToken.None);
        Assert.Equal(["product 70", "peer 35", "peer 35", "product 70"], log[^4..]);
    }
}
