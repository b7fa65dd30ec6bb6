using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>Compares by the largest difference, measured in the largest entry of the reference.</summary>
internal static class Closeness
{
    /// <summary>1e-5: some hundred roundings of single precision.</summary>
    internal const double SinglePrecision = 1e-5;

    /// <summary>Of numbers that were computed in double precision and stored in single.</summary>
    internal const double StoredSingle = 1e-7;

    internal static void AssertClose(
        string what, double[] expected, double[] actual, double tolerance = SinglePrecision) =>
        AssertClose(what, expected, actual, LargestEntry(expected), tolerance);

    /// <param name="scale">The largest entry of all that belongs together, where one array alone may be nothing but
    /// rounding: the gradient of a bias before BatchNorm is zero in theory.</param>
    internal static void AssertClose(string what, double[] expected, double[] actual, double scale, double tolerance)
    {
        double relative = LargestDifference(expected, actual) / scale;
        Assert.True(
            relative <= tolerance, $"{what} differs by {relative:G3} of the largest entry, allowed are {tolerance:G3}");
    }

    internal static double LargestEntry(double[] values) => values.Max(Math.Abs);

    internal static double[] Doubles(this Tensor tensor) => tensor.to(ScalarType.Float64).ToArray<double>();

    private static double LargestDifference(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            if (double.IsNaN(difference)) return double.PositiveInfinity;
            largest = Math.Max(largest, difference);
        }
        return largest;
    }
}
