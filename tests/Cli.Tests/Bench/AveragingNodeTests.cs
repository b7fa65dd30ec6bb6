using Distillery.Cli.Bench.Averaging;

namespace Distillery.Cli.Tests.Bench;

/// <summary>The nodes of the benchmark, here in one process: machine, transport and memory are those of a run, so this holds
/// their bits too.</summary>
public sealed class AveragingNodeTests
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public async Task Every_node_gets_the_bits_of_the_sum_along_the_rank_tree(int processes, bool sharesMemory)
    {
        AveragingShape shape = new(processes, Megabytes: 1, sharesMemory);
        AveragingNode[] nodes = [.. Enumerable.Range(0, processes).Select(rank => new AveragingNode(shape, rank, TimeProvider.System))];
        try
        {
            string[] addresses = [.. nodes.Select(node => node.Address)];
            foreach (AveragingNode node in nodes) node.Begin(addresses);
            foreach (int rounds in (int[])[1, 4]) // At first nothing is shared yet; then each memory is used again.
            {
                double[] seconds = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Average(rounds))));
                Assert.All(seconds, time => Assert.True(time > 0));
                Assert.All(nodes, node => Assert.True(node.IsCorrect()));
            }
        }
        finally
        {
            foreach (AveragingNode node in nodes) await node.DisposeAsync();
        }
    }

    [Fact]
    public void A_wrong_bit_is_noticed()
    {
        float[] average = new float[1000];
        for (int i = 0; i < average.Length; i++) average[i] = (TestVector.ValueOf(0, i) + TestVector.ValueOf(1, i)) / 2;
        Assert.True(TestVector.IsAverage(average, rankCount: 2));
        average[999] = MathF.BitIncrement(average[999]);
        Assert.False(TestVector.IsAverage(average, rankCount: 2));
    }
}
