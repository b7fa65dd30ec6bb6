using Distillery.Shared.Seeds;

namespace Distillery.Shared.Tests.Seeds;

public sealed class RandomStreamTests
{
    private const int DrawCount = 100_000;

    [Fact]
    public void The_same_name_and_position_give_the_same_numbers()
    {
        RandomStream first = RandomStream.Named(7, "augmentation", 3, 1234);
        RandomStream second = RandomStream.Named(7, "augmentation", 3, 1234);
        for (int i = 0; i < 100; i++) Assert.Equal(first.NextUInt32(), second.NextUInt32());
    }

    [Fact]
    public void The_numbers_of_a_stream_never_change_between_versions()
    {
        RandomStream stream = RandomStream.Named(1, "samples", 2, 3, 4);
        uint[] drawn = new uint[5];
        for (int i = 0; i < drawn.Length; i++) drawn[i] = stream.NextUInt32();
        // Computed by a second implementation of the same definition, in Python.
        Assert.Equal([1073542724u, 3053751491u, 4001291437u, 821099513u, 2939563073u], drawn);
    }

    [Fact]
    public void Any_change_of_seed_name_or_position_gives_other_numbers()
    {
        var firstDraws = new HashSet<ulong>();
        string[] names = ["samples", "augmentation", "mixup", "Mixup", ""];
        foreach (string name in names)
        {
            for (int position = 0; position < 1024; position++)
            {
                RandomStream stream = RandomStream.Named(
                    position & 3, name, (position >> 2) & 3, (position >> 4) & 3, (position >> 6) - 8);
                Assert.True(firstDraws.Add(stream.NextUInt64()), $"{name} at {position} repeats another stream");
            }
        }
        Assert.Equal(names.Length * 1024, firstDraws.Count);
    }

    [Fact]
    public void The_order_of_the_positions_matters() => Assert.NotEqual(
        FirstDraw(RandomStream.Named(1, "mixup", 2, 3)), FirstDraw(RandomStream.Named(1, "mixup", 3, 2)));

    [Fact]
    public void A_64_bit_number_is_two_32_bit_numbers_with_the_lower_half_first()
    {
        RandomStream whole = RandomStream.Named(5, "test");
        RandomStream halves = RandomStream.Named(5, "test");
        ulong low = halves.NextUInt32();
        ulong high = halves.NextUInt32();
        Assert.Equal(low | (high << 32), whole.NextUInt64());
    }

    [Fact]
    public void Doubles_and_singles_fill_the_unit_interval_evenly()
    {
        RandomStream stream = RandomStream.Named(11, "test");
        double doubleSum = 0, singleSum = 0;
        for (int i = 0; i < DrawCount; i++)
        {
            double wide = stream.NextDouble();
            float narrow = stream.NextSingle();
            Assert.InRange(wide, 0, 1 - 1e-16);
            Assert.InRange(narrow, 0f, 0.99999995f);
            doubleSum += wide;
            singleSum += narrow;
        }
        const double FiveSigma = 5 * 0.2886751 / 316.2278; // Five deviations of the mean of 100,000 uniform numbers.
        Assert.InRange(doubleSum / DrawCount, 0.5 - FiveSigma, 0.5 + FiveSigma);
        Assert.InRange(singleSum / DrawCount, 0.5 - FiveSigma, 0.5 + FiveSigma);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(100)]
    public void Bounded_numbers_are_equally_likely(int bound)
    {
        RandomStream stream = RandomStream.Named(13, "test", bound);
        int[] counts = new int[bound];
        for (int i = 0; i < DrawCount; i++) counts[stream.NextInt(bound)]++;
        double expected = (double)DrawCount / bound;
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        // Chi-square has mean bound-1 and variance 2(bound-1); five deviations leave room for one seed only.
        Assert.InRange(chiSquare, 0, bound - 1 + 5 * Math.Sqrt(2 * bound));
    }

    [Fact]
    public void A_bound_that_does_not_divide_the_range_of_32_bits_is_unbiased_too()
    {
        const int Bound = 0x60000000; // 3/8 of the range: taking the remainder would favour the lower two thirds.
        RandomStream stream = RandomStream.Named(17, "test");
        int lowerHalfCount = 0;
        for (int i = 0; i < DrawCount; i++) lowerHalfCount += stream.NextInt(Bound) < Bound / 2 ? 1 : 0;
        Assert.InRange(lowerHalfCount, 49_200, 50_800);
    }

    [Fact]
    public void A_bound_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomStream.Named(1, "test").NextInt(0));

    [Fact]
    public void Gaussian_numbers_have_the_moments_of_the_normal_distribution()
    {
        RandomStream stream = RandomStream.Named(19, "test");
        double sum = 0, squares = 0, cubes = 0, fourths = 0;
        int withinOne = 0;
        for (int i = 0; i < DrawCount; i++)
        {
            double value = stream.NextGaussian();
            sum += value;
            squares += value * value;
            cubes += value * value * value;
            fourths += value * value * value * value;
            withinOne += Math.Abs(value) < 1 ? 1 : 0;
        }
        Assert.InRange(sum / DrawCount, -0.016, 0.016);
        Assert.InRange(squares / DrawCount, 1 - 0.023, 1 + 0.023);
        Assert.InRange(cubes / DrawCount, -0.062, 0.062);
        Assert.InRange(fourths / DrawCount, 3 - 0.16, 3 + 0.16);
        Assert.InRange(withinOne / (double)DrawCount, 0.6827 - 0.0074, 0.6827 + 0.0074);
    }

    [Fact]
    public void Each_order_of_four_numbers_is_equally_likely()
    {
        const int TrialCount = 24_000;
        var counts = new Dictionary<int, int>();
        Span<int> order = stackalloc int[4];
        for (int trial = 0; trial < TrialCount; trial++)
        {
            RandomStream stream = RandomStream.Named(23, "test", trial);
            stream.FillPermutation(order);
            int code = (order[0] * 1000) + (order[1] * 100) + (order[2] * 10) + order[3];
            counts[code] = counts.GetValueOrDefault(code) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 845, 1155)); // 1000, five deviations of 31.
    }

    [Fact]
    public void A_shuffle_keeps_every_value()
    {
        int[] values = [.. Enumerable.Range(100, 257)];
        RandomStream.Named(29, "test").Shuffle(values);
        Assert.NotEqual(Enumerable.Range(100, 257), values);
        Assert.Equal(Enumerable.Range(100, 257), values.Order());
    }

    private static ulong FirstDraw(RandomStream stream) => stream.NextUInt64();
}
