namespace Distillery.Shared.Runs;

/// <summary>The completed runs of one method label, which differ in their seed, taken together.</summary>
public sealed record ComparisonAggregate(
    string Label,
    int RunCount,
    Spread? Top1,
    Spread? ComputeRatio,
    Spread? TeacherQueries,
    Spread? ImagesPerSecond,
    Spread? WallSeconds,
    Spread? Steps)
{
    internal static ComparisonAggregate Of(string label, IReadOnlyList<ComparisonRow> rows) => new(
        label,
        rows.Count,
        Spread.Of([.. rows.Select(row => row.Top1)]),
        Spread.Of([.. rows.Select(row => row.ComputeRatio)]),
        Spread.Of([.. rows.Select(row => (double?)row.TeacherQueries)]),
        Spread.Of([.. rows.Select(row => row.ImagesPerSecond)]),
        Spread.Of([.. rows.Select(row => row.WallSeconds)]),
        Spread.Of([.. rows.Select(row => (double?)row.Steps)]));
}
