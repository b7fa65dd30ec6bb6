using Distillery.Cli.Charts;
using Distillery.Cli.Terminal;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Report;

/// <summary>The accuracy of runs over their epochs, for a terminal.</summary>
internal static class ComparisonChart
{
    private const string Measure = "accuracy/top1";
    private const int Columns = 64;
    private const int Rows = 14;

    /// <returns>Lines; none when no run has an evaluation.</returns>
    internal static IReadOnlyList<string> Render(RunComparison comparison)
    {
        TextCurve[] curves = [.. comparison.Rows.Select(row => CurveOf(row, comparison.Rows))];
        IReadOnlyList<string> lines = TextChart.Render(curves, "epoch", value => Phrases.Percent(value, 1), Columns, Rows);
        int more = curves.Count(curve => curve.Points.Count > 0) - TextChart.MostCurves;
        return lines.Count == 0 ? [] : ["", "top-1", .. lines, .. more > 0 ? [$"  and {more} more, which a report would show"] : Array.Empty<string>()];
    }

    private static TextCurve CurveOf(ComparisonRow row, IReadOnlyList<ComparisonRow> rows)
    {
        bool isAlone = rows.Count(other => other.Label == row.Label) == 1;
        using RunFolder folder = RunFolder.OpenForReading(row.Folder);
        return new TextCurve(
            isAlone ? row.Label : $"{row.Label}, seed {row.Summary.Seed}",
            [
                .. MetricsLog.ReadAll(folder.MetricsPath).Where(line => double.IsFinite(line.Epoch))
                    .Where(line => line.Values.TryGetValue(Measure, out double value) && double.IsFinite(value))
                    .Select(line => (line.Epoch, line.Values[Measure])),
            ]);
    }
}
