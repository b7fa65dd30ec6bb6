using Distillery.Shared.Plans;

namespace Distillery.Shared.Tests.Plans;

public sealed class ShardedOrderTests
{
    private const long Seed = 5;
    private static readonly int[] Counts = [7, 0, 12, 1, 30, 9, 9, 2];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public void Every_sample_comes_once_an_epoch(int window)
    {
        ShardedOrder order = new(Seed, Counts, window);
        Assert.Equal(Counts.Sum(), order.SampleCount);
        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal(Enumerable.Range(0, order.SampleCount), Samples(order, epoch).Order());
    }

    [Fact]
    public void Samples_of_a_window_come_before_those_of_the_next()
    {
        ShardedOrder order = new(Seed, [.. Enumerable.Repeat(10, 12)], window: 4);
        int[] shards = [.. Samples(order, 2).Select(sample => sample / 10)];
        int[][] windows = [.. shards.Chunk(40).Select(part => part.Distinct().ToArray())];
        Assert.All(windows, window => Assert.Equal(4, window.Length));
        Assert.Equal(Enumerable.Range(0, 12), windows.SelectMany(window => window).Order());
        Assert.NotEqual(shards[..40], shards[..40].Order()); // Mixed, and not one shard after the other.
    }

    [Fact]
    public void Epochs_and_seeds_differ_and_are_the_same_again_in_any_order_of_asking()
    {
        ShardedOrder order = new(Seed, Counts, 3);
        int[] first = Samples(order, 0), second = Samples(order, 1);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, Samples(new ShardedOrder(Seed + 1, Counts, 3), 0));
        Assert.Equal(second, Samples(new ShardedOrder(Seed, Counts, 3), 1));
        Assert.Equal(first, Samples(order, 0));
    }

    [Fact]
    public void A_plan_takes_the_order_position_by_position()
    {
        ShardedOrder order = new(Seed, Counts, 2);
        SamplePlan plan = new(order, rankCount: 2, batchSize: 5);
        Assert.Equal(7, plan.StepsPerEpoch);
        int[] batch = new int[5];
        plan.Indices(epoch: 1, step: 3, rank: 1, batch);
        Assert.Equal(Samples(order, 1)[35..40], batch);
    }

    [Fact]
    public void Positions_outside_are_refused()
    {
        IEpochOrder epoch = new ShardedOrder(Seed, Counts, 2).Of(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => epoch[70]);
        Assert.Throws<ArgumentOutOfRangeException>(() => epoch[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShardedOrder(Seed, Counts, 0));
    }

    private static int[] Samples(ShardedOrder order, int epoch)
    {
        IEpochOrder positions = order.Of(epoch);
        return [.. Enumerable.Range(0, order.SampleCount).Select(position => positions[position])];
    }
}
