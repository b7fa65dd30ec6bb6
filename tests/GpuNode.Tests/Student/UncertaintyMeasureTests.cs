using Distillery.GpuNode.Student;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

public sealed class UncertaintyMeasureTests
{
    private static readonly double Log3 = Math.Log(3);

    [Fact]
    public void Entropy_is_that_of_the_predicted_distribution_in_nats()
    {
        // Logits ln 3 and 0 are probabilities 3/4 and 1/4.
        double skewed = -(0.75 * Math.Log(0.75)) - (0.25 * Math.Log(0.25));
        AssertValues([skewed, Math.Log(2)], Uncertainty.Entropy, [[Log3, 0], [7, 7]]);
        AssertValues([Math.Log(5)], Uncertainty.Entropy, [[0, 0, 0, 0, 0]]);
    }

    [Fact]
    public void Least_confidence_is_one_minus_the_largest_probability()
    {
        float[] values = Measure(Uncertainty.LeastConfidence, [[Log3, 0, -1000], [0, 0, 0], [0, 50, 0]]);
        Assert.Equal(1 / 4.0, values[0], 1e-6);
        Assert.Equal(2 / 3.0, values[1], 1e-6);
        Assert.Equal(0, values[2], 1e-6);
    }

    [Fact]
    public void Margin_is_minus_the_lead_of_the_most_probable_class() =>
        // 1, 2, 5 eighths; a tie has no lead.
        AssertValues(
            [-3 / 8.0, 0], Uncertainty.Margin, [[0, Math.Log(2), Math.Log(5)], [1, 1, -1000]]);

    [Theory]
    [InlineData(Uncertainty.Entropy, 0)]
    [InlineData(Uncertainty.Margin, -1)]
    public void Probabilities_that_underflow_give_certainty_and_not_nan(Uncertainty measure, double expected)
    {
        double[][] logits = [[1e4, -1e4, 0, 5], [-1e4, 3e4, 1e4, -3e4]];
        AssertValues([expected, expected], measure, logits);
        Assert.All(Measure(Uncertainty.LeastConfidence, logits), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Narrow_logits_are_measured_in_single_precision()
    {
        using DisposeScope scope = NewDisposeScope();
        using Tensor logits = HostTensor.From<float>([2, 0, 0, 0], 1, 4).to(ScalarType.BFloat16);
        double largest = Math.Exp(2) / (Math.Exp(2) + 3);
        double expected = -(largest * Math.Log(largest)) - ((1 - largest) * Math.Log((1 - largest) / 3));
        Assert.Equal(expected, UncertaintyMeasure.Of(logits, Uncertainty.Entropy)[0], 1e-6);
    }

    [Fact]
    public void Random_is_not_read_from_logits() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Measure(Uncertainty.Random, [[1, 2]]));

    [Fact]
    public void Ranking_begins_with_the_most_uncertain() =>
        Assert.Equal([2, 0, 3, 1], UnixSelector.Rank([0.5f, -1, 2, 0.25f]));

    [Fact]
    public void Equal_values_rank_by_position()
    {
        Assert.Equal([1, 3, 5, 0, 2, 4], UnixSelector.Rank([1, 2, 1, 2, 1, 2]));
        Assert.Equal([0, 1, 2], UnixSelector.Rank([0f, -0f, 0f]));
        Assert.Equal(Enumerable.Range(0, 1000), UnixSelector.Rank(new float[1000]));
    }

    [Fact]
    public void What_is_not_a_number_ranks_last_and_by_position()
    {
        Assert.Equal([3, 1, 4, 0, 2], UnixSelector.Rank([float.NaN, 1, float.NaN, 2, float.NegativeInfinity]));
        float[] many = new float[1000]; // Small arrays would keep their order in any sort.
        Array.Fill(many, float.NaN);
        Assert.Equal(Enumerable.Range(0, 1000), UnixSelector.Rank(many));
    }

    private static void AssertValues(double[] expected, Uncertainty measure, double[][] logits)
    {
        float[] actual = Measure(measure, logits);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6);
    }

    private static float[] Measure(Uncertainty measure, double[][] logits)
    {
        float[] values = [.. logits.SelectMany(row => row).Select(value => (float)value)];
        using Tensor tensor = HostTensor.From<float>(values, logits.Length, logits[0].Length);
        return UncertaintyMeasure.Of(tensor, measure);
    }
}
