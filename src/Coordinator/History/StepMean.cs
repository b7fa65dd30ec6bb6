namespace Distillery.Coordinator.History;

/// <summary>The mean over the steps that have a value, as a sum and a count, so that two of them can be taken together without
/// losing anything.</summary>
/// <param name="Count">Steps whose value is a finite number.</param>
/// <param name="Sum">Over those.</param>
public readonly record struct StepMean(long Count, double Sum)
{
    /// <summary>Null when no step had one.</summary>
    public double? Value => Count == 0 ? null : Sum / Count;

    public static StepMean operator +(StepMean earlier, StepMean later) =>
        new(earlier.Count + later.Count, earlier.Sum + later.Sum);

    /// <summary>Of a single step.</summary>
    internal static StepMean Of(double? value) =>
        value is { } number && double.IsFinite(number) ? new StepMean(1, number) : default;
}
