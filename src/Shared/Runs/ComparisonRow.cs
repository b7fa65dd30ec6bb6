namespace Distillery.Shared.Runs;

/// <summary>One run in a comparison.</summary>
/// <param name="Folder">The run's folder, as it was named.</param>
/// <param name="Label">The method with its distinguishing settings.</param>
/// <param name="Summary">All that the run says about itself.</param>
public sealed record ComparisonRow(string Folder, string Label, RunSummary Summary)
{
    public double? Top1 => Summary.Top1;
    public double? ComputeRatio => Summary.Compute?.Ratio;
    public long? TeacherQueries => Summary.TeacherQueries;
    public double? ImagesPerSecond => Summary.ImagesPerSecond;
    public double? WallSeconds => Summary.WallSeconds;
    public long Steps => Summary.Steps;
}
