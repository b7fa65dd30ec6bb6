namespace Distillery.Shared.Runs;

/// <summary>The mean of some measurements and how far they scatter.</summary>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Deviation">The sample standard deviation (divided by n - 1); null for a single measurement.</param>
public sealed record Spread(double Mean, double? Deviation)
{
    /// <summary>Null when any run lacks the measure: a mean over some of the runs would not be that of the method.
    /// </summary>
    public static Spread? Of(IReadOnlyList<double?> values)
    {
        if (values.Count == 0 || values.Any(value => value is null)) return null;
        double mean = values.Average()!.Value;
        if (values.Count == 1) return new Spread(mean, null);
        double squares = values.Sum(value => (value!.Value - mean) * (value.Value - mean));
        return new Spread(mean, Math.Sqrt(squares / (values.Count - 1)));
    }
}
