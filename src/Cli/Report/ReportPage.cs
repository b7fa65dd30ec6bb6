using System.Globalization;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Page;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Report;

/// <summary>Runs as one HTML file that needs nothing beside it: without its script it lacks the curves and nothing else.</summary>
internal static class ReportPage
{
    /// <summary>By which a file is known for a report that may be replaced.</summary>
    internal const string Mark = "<!doctype html><!-- distill report -->";

    private const string Charts =
        """
        <section class="charts" aria-label="Curves">
        <figure data-chart="top1"></figure><figure data-chart="loss"></figure>
        <figure data-chart="images_per_second"></figure><figure data-chart="uncertainty"></figure>
        <figure data-chart="compute_ratio"></figure><figure data-chart="learning_rate"></figure>
        </section>
        """;

    /// <param name="comparison">Null for a single run, or when none has a summary yet.</param>
    internal static string Render(IReadOnlyList<ReportedRun> runs, RunComparison? comparison, DateTimeOffset now)
    {
        HtmlText html = new();
        Head(html, Title(runs));
        html.Raw("<body class=\"report\"><header>").Element("h1", Title(runs));
        html.Element("p", $"{Subtitle(runs)} · report of {now.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}", "class=\"note\"");
        html.Raw("</header><main>");
        if (runs is [ReportedRun single]) RunSection.Tiles(html, single);
        else if (comparison is not null) Comparison(html, comparison);
        html.Raw(Charts).Raw("<noscript><p class=\"note\">The curves are drawn by a script.</p></noscript>");
        foreach (ReportedRun run in runs) RunSection.Write(html, run, isAlone: runs.Count == 1);
        html.Raw("</main>");
        html.Raw($"<script type=\"application/json\" id=\"report-data\">{ReportData.JsonOf(runs)}</script>");
        html.Raw($"<script>{PageAsset.Drawing.Text}</script></body></html>");
        return html.ToString();
    }

    private static void Head(HtmlText html, string title)
    {
        string policy = $"default-src 'none'; script-src {PageAsset.Drawing.PolicyHash}; style-src {PageAsset.Style.PolicyHash}; "
            + "base-uri 'none'; form-action 'none'";
        html.Raw(Mark).Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        html.Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Raw("<meta name=\"color-scheme\" content=\"light dark\">").Element("title", title);
        html.Raw($"<style>{PageAsset.Style.Text}</style></head>");
    }

    private static string Title(IReadOnlyList<ReportedRun> runs) => string.Join(", ", runs.Select(run => run.Name).Distinct());

    private static string Subtitle(IReadOnlyList<ReportedRun> runs) => runs.Count == 1
        ? $"{runs[0].Label}, seed {runs[0].Seed}" : $"{runs.Count} runs";

    private static void Comparison(HtmlText html, RunComparison comparison)
    {
        html.Raw("<h2>Comparison</h2>").Table(
            ["method", "seed", "status", "top-1", "compute", "teacher queries", "images/s", "time", "steps"],
            comparison.Rows.Select(row => (IReadOnlyList<string>)[
                row.Label, $"{row.Summary.Seed}", row.Summary.Status.ToString().ToLowerInvariant(), Measured(row.Top1),
                Measured(row.ComputeRatio), Counted(row.TeacherQueries), Counted((long?)row.ImagesPerSecond),
                row.WallSeconds is { } seconds ? Phrases.Duration(seconds) : "–", Phrases.Count(row.Steps),
            ]));
        IReadOnlyList<ComparisonAggregate> aggregates = comparison.Aggregate();
        if (aggregates.All(aggregate => aggregate.RunCount == 1)) return;
        html.Raw("<h3>Mean ± sample standard deviation over the completed runs</h3>").Table(
            ["method", "runs", "top-1 %", "compute"],
            aggregates.Select(each => (IReadOnlyList<string>)[
                each.Label, $"{each.RunCount}", Spread(each.Top1, 100, "F2"), Spread(each.ComputeRatio, 1, "F3"),
            ]));
    }

    private static string Measured(double? ratio) => ratio is { } value ? Phrases.Percent(value) : "–";

    private static string Counted(long? count) => count is { } value ? Phrases.Count(value) : "–";

    private static string Spread(Spread? spread, double scale, string format)
    {
        if (spread is null) return "–";
        string mean = Phrases.Number(spread.Mean * scale, format);
        return spread.Deviation is { } deviation ? $"{mean} ± {Phrases.Number(deviation * scale, format)}" : mean;
    }
}
