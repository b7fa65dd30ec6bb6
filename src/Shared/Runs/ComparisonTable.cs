using System.Globalization;

namespace Distillery.Shared.Runs;

/// <summary>How a comparison looks in plain text.</summary>
internal static class ComparisonTable
{
    private const string Unknown = "-";

    internal static string OfRuns(IReadOnlyList<ComparisonRow> rows) => TextTable.Render(
        ["method", "seed", "status", "top-1 %", "compute", "teacher queries", "images/s", "seconds", "steps"],
        [.. rows.Select(Cells)]);

    internal static string OfAggregates(IReadOnlyList<ComparisonAggregate> aggregates) => TextTable.Render(
        ["method", "runs", "top-1 %", "compute", "teacher queries", "images/s", "seconds", "steps"],
        [.. aggregates.Select(Cells)]);

    private static string[] Cells(ComparisonRow row) =>
    [
        row.Label,
        row.Summary.Seed.ToString(CultureInfo.InvariantCulture),
        row.Summary.Status.ToString().ToLowerInvariant(),
        Number(row.Top1 * 100, "F2"),
        Number(row.ComputeRatio, "F3"),
        Number(row.TeacherQueries, "F0"),
        Number(row.ImagesPerSecond, "F0"),
        Number(row.WallSeconds, "F1"),
        Number(row.Steps, "F0"),
    ];

    private static string[] Cells(ComparisonAggregate aggregate) =>
    [
        aggregate.Label,
        aggregate.RunCount.ToString(CultureInfo.InvariantCulture),
        Number(aggregate.Top1, "F2", 100),
        Number(aggregate.ComputeRatio, "F3"),
        Number(aggregate.TeacherQueries, "F0"),
        Number(aggregate.ImagesPerSecond, "F0"),
        Number(aggregate.WallSeconds, "F1"),
        Number(aggregate.Steps, "F0"),
    ];

    private static string Number(Spread? spread, string format, double scale = 1)
    {
        string mean = Number(spread?.Mean * scale, format);
        return spread?.Deviation is { } deviation ? $"{mean} ± {Number(deviation * scale, format)}" : mean;
    }

    private static string Number(double? value, string format) =>
        value is { } number && double.IsFinite(number)
            ? number.ToString(format, CultureInfo.InvariantCulture)
            : Unknown;
}
