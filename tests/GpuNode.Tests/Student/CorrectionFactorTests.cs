using Distillery.GpuNode.Student;

namespace Distillery.GpuNode.Tests.Student;

/// <summary>The setting that the authors publish results for: N = 64, b = 32, w = 10.</summary>
public sealed class CorrectionFactorTests
{
    private const double FourDigits = 5.1e-5;

    [Theory]
    [InlineData(0, 0.0072)]
    [InlineData(8, 0.0248)]
    [InlineData(15, 0.0706)]
    [InlineData(16, 0.0815)]
    [InlineData(23, 0.2095)]
    [InlineData(24, 0.2365)]
    [InlineData(31, 0.4805)]
    [InlineData(32, 0.5195)]
    [InlineData(39, 0.7635)]
    [InlineData(40, 0.7905)]
    [InlineData(47, 0.9185)]
    [InlineData(48, 0.9294)]
    [InlineData(63, 0.9928)]
    public void Published_setting_by_place(int place, double expected) =>
        Assert.Equal(expected, Published(place), FourDigits);

    [Theory]
    [InlineData(36, 0.1861)]
    [InlineData(40, 0.2392)]
    [InlineData(48, 0.3429)]
    [InlineData(64, 0.5)]
    public void Published_setting_on_average_over_the_first_places(int count, double expected) =>
        Assert.Equal(expected, Enumerable.Range(0, count).Average(Published), FourDigits);

    [Fact]
    public void Half_lies_between_the_places_before_and_at_the_midpoint() =>
        Assert.Equal(1, Published(31) + Published(32), 1e-12);

    [Fact]
    public void Slope_zero_mixes_all_alike() =>
        Assert.All(Enumerable.Range(0, 64), place => Assert.Equal(0.5, CorrectionFactor.At(place, 64, slope: 0, midpoint: 32)));

    [Fact]
    public void A_steep_slope_is_a_step_at_the_midpoint()
    {
        Assert.Equal(0, CorrectionFactor.At(31, 64, slope: 1000, midpoint: 32), 1e-3);
        Assert.Equal(1, CorrectionFactor.At(32, 64, slope: 1000, midpoint: 32), 1e-3);
        Assert.Equal(0, CorrectionFactor.At(0, 64, slope: 1_000_000, midpoint: 65_536));
    }

    private static double Published(int place) => CorrectionFactor.At(place, batchSize: 64, slope: 10, midpoint: 32);
}
