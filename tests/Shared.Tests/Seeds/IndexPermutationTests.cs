using Distillery.Shared.Seeds;

namespace Distillery.Shared.Tests.Seeds;

public sealed class IndexPermutationTests
{
    [Fact]
    public void Every_number_appears_once_for_every_count_up_to_600()
    {
        for (int count = 1; count <= 600; count++) AssertBijection(count);
    }

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(50_000)]
    [InlineData(60_000)]
    [InlineData(65_537)]
    [InlineData(1_281_167)]
    public void Every_number_appears_once_for_the_sizes_of_data_sets(int count) => AssertBijection(count);

    [Fact]
    public void A_count_beyond_memory_is_accessed_at_random_positions()
    {
        const long Count = (1L << 40) + 12_345;
        var permutation = new IndexPermutation(Count, 3, "samples", 0);
        var seen = new HashSet<long>();
        for (long position = Count - 1000; position < Count; position++)
        {
            long index = permutation[position];
            Assert.InRange(index, 0, Count - 1);
            Assert.True(seen.Add(index), $"index {index} appears twice");
        }
    }

    [Fact]
    public void The_same_key_gives_the_same_order_and_another_epoch_name_or_seed_another_one()
    {
        long[] order = Order(1000, 5, "samples", 2);
        Assert.Equal(order, Order(1000, 5, "samples", 2));
        Assert.NotEqual(order, Order(1000, 5, "samples", 3));
        Assert.NotEqual(order, Order(1000, 6, "samples", 2));
        Assert.NotEqual(order, Order(1000, 5, "shards", 2));
    }

    /// <summary>Each index should stand at each position in 1 of <paramref name="count"/> epochs.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(33)]
    public void Over_many_epochs_each_index_visits_each_position_equally_often(int count)
    {
        const int ExpectedVisits = 400;
        int[,] visits = new int[count, count];
        for (int epoch = 0; epoch < ExpectedVisits * count; epoch++)
        {
            var permutation = new IndexPermutation(count, 1, "test", epoch);
            for (int position = 0; position < count; position++) visits[position, permutation[position]]++;
        }
        const int FiveDeviations = 5 * 20;
        foreach (int cell in visits)
            Assert.InRange(cell, ExpectedVisits - FiveDeviations, ExpectedVisits + FiveDeviations);
    }

    [Fact]
    public void Neighbours_are_not_kept_together()
    {
        long[] order = Order(60_000, 1, "samples", 0);
        double meanDistance = order.Zip(order.Skip(1), (left, right) => (double)Math.Abs(left - right)).Average();
        Assert.InRange(meanDistance, 19_700, 20_300); // Two random numbers of [0, n) are n/3 apart on average.
        int fixedPoints = order.Where((index, position) => index == position).Count();
        Assert.InRange(fixedPoints, 0, 8); // Poisson with mean 1.
    }

    [Fact]
    public void A_position_outside_the_count_is_refused()
    {
        var permutation = new IndexPermutation(10, 1, "test", 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new IndexPermutation(0, 1, "test", 0));
    }

    private static void AssertBijection(int count)
    {
        var permutation = new IndexPermutation(count, 42, "test", count);
        bool[] seen = new bool[count];
        for (int position = 0; position < count; position++)
        {
            long index = permutation[position];
            Assert.False(seen[index], $"index {index} of {count} appears twice");
            seen[index] = true;
        }
    }

    private static long[] Order(int count, long seed, string name, long epoch)
    {
        var permutation = new IndexPermutation(count, seed, name, epoch);
        return [.. Enumerable.Range(0, count).Select(position => permutation[position])];
    }
}
