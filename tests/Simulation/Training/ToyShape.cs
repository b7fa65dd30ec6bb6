namespace Distillery.Simulation.Training;

/// <summary>The size of a toy training.</summary>
/// <param name="GradientSlices">Besides the slice of reports.</param>
/// <param name="SliceLength">In numbers.</param>
public sealed record ToyShape(int RankCount, int GradientSlices, int SliceLength, long TotalSteps)
{
    /// <summary>Says in which steps a gradient is not finite; null when the seed does.</summary>
    public Func<long, bool>? IsBroken { get; init; }

    public int VectorLength => GradientSlices * SliceLength;
}
