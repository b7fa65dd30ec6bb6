namespace Distillery.Simulation.Training;

/// <summary>The size of a toy training.</summary>
/// <param name="GradientSlices">Besides the slice of reports.</param>
/// <param name="SliceLength">In numbers.</param>
public sealed record ToyShape(int RankCount, int GradientSlices, int SliceLength, long TotalSteps)
{
    public int VectorLength => GradientSlices * SliceLength;
}
