using System.Globalization;
using Distillery.Cli.Terminal;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Report;

/// <summary>What was expected of a run beside what came.</summary>
internal static class ForecastTable
{
    private const string None = "–";

    internal static IReadOnlyList<string> Heads { get; } = ["", "forecast", "came", "difference"];

    /// <summary>What one of the two sides does not know is left out.</summary>
    internal static IEnumerable<IReadOnlyList<string>> Rows(RunForecast forecast, RunSummary summary)
    {
        yield return Row("Steps", forecast.Steps, summary.Steps, Counted);
        yield return Row("Samples", forecast.SamplesSeen, summary.SamplesSeen, Counted);
        yield return Row("Teacher queries", forecast.TeacherQueries, summary.TeacherQueries, Counted);
        yield return Row(
            "Multiply-accumulates", (double)forecast.Compute.TotalMacs, (double?)summary.Compute?.TotalMacs,
            macs => Phrases.Macs((Int128)macs));
        if (forecast.Compute.Ratio is { } ratio)
            yield return Row("Compute, of conventional distillation's", ratio, summary.Compute?.Ratio, value => Phrases.Percent(value, 1));
        yield return Row("Images a second", forecast.ImagesPerSecond, summary.ImagesPerSecond, value => Phrases.Number(value, "N0"));
        yield return Row("Wall time", forecast.WallSeconds, summary.WallSeconds, Phrases.Duration);
    }

    private static string[] Row(string name, double forecast, double? came, Func<double, string> format) =>
        [name, format(forecast), came is { } value ? format(value) : None, Difference(forecast, came)];

    private static string Difference(double forecast, double? came) => came is { } value && forecast > 0
        ? ((value / forecast) - 1).ToString("+0.0 %;−0.0 %;0.0 %", CultureInfo.InvariantCulture) : None;

    private static string Counted(double count) => Phrases.Count((long)count);
}
