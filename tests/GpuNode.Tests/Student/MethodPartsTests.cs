using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

/// <summary>The selectors that look at no image.</summary>
public sealed class MethodPartsTests
{
    private const int BatchSize = 8;

    [Theory]
    [InlineData(MethodName.Supervised)]
    [InlineData(MethodName.Kd)]
    public void Conventional_training_keeps_all_in_order(MethodName name)
    {
        ISampleSelector selector = MethodParts.CreateSelector(TestMethods.Of(name, keep: BatchSize), seed: 1, BatchSize);
        Selection selection = Select(selector, step: 3, rank: 1);

        Assert.Equal(Enumerable.Range(0, BatchSize), selection.Kept);
        Assert.Null(selection.Mixing);
        Assert.Empty(selection.Uncertainties);
        Assert.Equal((0, BatchSize, 1), (selector.ScoredCount, selector.KeptCount, selector.RecordedPasses));
    }

    [Fact]
    public void Random_keeps_distinct_samples_by_seed_step_and_rank_alone()
    {
        ISampleSelector selector = Random(seed: 1);
        int[] kept = Select(selector, step: 3, rank: 1).Kept;

        Assert.Equal((0, 6, 1), (selector.ScoredCount, selector.KeptCount, selector.RecordedPasses));
        Assert.Equal(6, kept.Distinct().Count());
        Assert.Equal(kept, Select(selector, step: 3, rank: 1).Kept);
        Assert.Equal(kept, Select(Random(seed: 1), step: 3, rank: 1).Kept);
        Assert.NotEqual(kept, Select(selector, step: 4, rank: 1).Kept);
        Assert.NotEqual(kept, Select(selector, step: 3, rank: 2).Kept);
        Assert.NotEqual(kept, Select(Random(seed: 2), step: 3, rank: 1).Kept);
    }

    [Fact]
    public void Random_keeps_every_position_equally_often()
    {
        const int Steps = 4000;
        ISampleSelector selector = Random(seed: 9);
        int[] counts = new int[BatchSize];
        for (int step = 0; step < Steps; step++)
        {
            foreach (int position in Select(selector, step, rank: 0).Kept) counts[position]++;
        }
        // Binomial with probability 3/4: a standard deviation of 27.
        Assert.All(counts, count => Assert.InRange(count, 3000 - 150, 3000 + 150));
    }

    [Fact]
    public void Unix_is_made_of_its_configuration()
    {
        ISampleSelector selector = MethodParts.CreateSelector(TestMethods.Unix(5, BatchSize), seed: 1, BatchSize);
        Assert.IsType<UnixSelector>(selector);
        Assert.Equal((BatchSize, 5), (selector.ScoredCount, selector.KeptCount));
    }

    private static ISampleSelector Random(long seed) =>
        MethodParts.CreateSelector(TestMethods.Of(MethodName.Random, keep: 6), seed, BatchSize);

    // Neither network nor images are looked at.
    private static Selection Select(ISampleSelector selector, long step, int rank)
    {
        HostBatch batch = new(new ImageShape(1, 1, 1), BatchSize, SmallNetwork.Normalization) { Count = BatchSize, Step = step, Rank = rank };
        using Tensor images = empty([BatchSize, 1, 1, 1]);
        return selector.Select(null!, images, batch);
    }
}
