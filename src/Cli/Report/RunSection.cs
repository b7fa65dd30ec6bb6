using System.Globalization;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Record;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Report;

/// <summary>What a report says of one run.</summary>
internal static class RunSection
{
    private const string None = "–";

    /// <summary>The four figures that the live page begins with.</summary>
    internal static void Tiles(HtmlText html, ReportedRun run)
    {
        RunSummary? summary = run.Summary;
        double? ratio = summary?.Compute?.Ratio;
        long? asked = summary?.TeacherQueries;
        html.Raw("<section class=\"tiles\" aria-label=\"Figures\">");
        Tile(html, "Top-1 accuracy", Percent(summary?.Top1), summary?.TeacherTop1 is { } teacher ? $"teacher {Percent(teacher)}" : "");
        Tile(html, "Compute saved", Percent(1 - ratio, 1), ratio is null ? "" : $"{Percent(ratio, 1)} of conventional distillation's");
        Tile(
            html, "Teacher queries saved", ratio is not null && summary is { SamplesSeen: > 0 and { } seen } ? Percent(1 - ((double)asked! / seen), 1) : None,
            ratio is null ? "" : $"{Phrases.Count(asked ?? 0)} asked for {Phrases.Count(summary!.SamplesSeen ?? 0)} samples");
        Tile(
            html, "Images a second", summary?.ImagesPerSecond is { } rate ? Phrases.Number(rate, "N0") : None,
            summary?.WallSeconds is { } seconds ? $"{Phrases.Duration(seconds)} in all" : "");
        html.Raw("</section>");
    }

    internal static void Write(HtmlText html, ReportedRun run, bool isAlone)
    {
        string heading = isAlone ? "h2" : "h3";
        if (!isAlone) html.Element("h2", run.Label);
        html.Element(heading, "Result");
        Result(html, run);
        if (run is { Forecast: { } forecast, Summary: { } summary })
            html.Element(heading, ForecastTitle(summary)).Table(ForecastTable.Heads, ForecastTable.Rows(forecast, summary));
        html.Element(heading, "Events");
        Events(html, run.Events);
        html.Raw($"<details{(isAlone ? " open" : "")}><summary>Configuration</summary><pre>{HtmlText.Of(run.Configuration)}</pre></details>");
    }

    private static string ForecastTitle(RunSummary summary) =>
        summary.Status == RunStatus.Completed ? "Forecast" : "Forecast of the whole, and what came so far";

    private static void Result(HtmlText html, ReportedRun run)
    {
        if (run.Summary is not { } summary)
        {
            html.Element("p", "The run has not come to its first evaluation.", "class=\"note\"");
            return;
        }
        html.List(
            ("Status", summary.Status.ToString().ToLowerInvariant()),
            ("Steps", Phrases.Count(summary.Steps)),
            ("Epochs", summary.Epochs is { } epochs ? Phrases.Number(epochs, "F2") : null),
            ("Top-1", Percent(summary.Top1)), ("Top-5", Percent(summary.Top5)), ("Best top-1", Percent(summary.BestTop1)),
            ("Teacher", summary.Teacher), ("Teacher's top-1", summary.TeacherTop1 is null ? null : Percent(summary.TeacherTop1)),
            ("Student", summary.Student),
            ("Multiply-accumulates", summary.Compute is { } compute ? Phrases.Macs(compute.TotalMacs) : null),
            ("Conventional", summary.Compute is { KdMacs: var macs } && macs > 0 ? Phrases.Macs(macs) : null),
            ("Teacher queries", summary.TeacherQueries is { } queries ? Phrases.Count(queries) : null),
            ("Samples seen", summary.SamplesSeen is { } samples ? Phrases.Count(samples) : null),
            ("Wall time", summary.WallSeconds is { } seconds ? Phrases.Duration(seconds) : null),
            ("Goodput", summary.Goodput is { } goodput ? Percent(goodput.Ratio, 1) : null),
            ("Ranks", $"{summary.Ranks}"), ("Nodes at the end", $"{summary.NodesAtEnd}"),
            ("Generations", $"{summary.Generations}"), ("Nodes lost", $"{summary.Losses}"),
            ("Recovered in", summary.RecoverySeconds.Count == 0 ? null : Recoveries(summary.RecoverySeconds)),
            ("Started", summary.StartedAt?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)),
            ("Weights, SHA-256", summary.WeightsSha256 is { Length: > 16 } hash ? $"{hash[..16]}…" : null),
            ("Folder", run.Folder));
    }

    private static string Recoveries(IReadOnlyList<double> seconds) => seconds.Count == 1
        ? Phrases.Duration(seconds[0])
        : $"{Phrases.Number(seconds.Min(), "F2")} to {Phrases.Number(seconds.Max(), "F2")} s, "
            + $"median {Phrases.Number(seconds.Order().ElementAt(seconds.Count / 2), "F2")} s";

    private static void Events(HtmlText html, IReadOnlyList<EventEntry> events)
    {
        if (events.Count == 0)
        {
            html.Element("p", "None was recorded.", "class=\"note\"");
            return;
        }
        EventEntry[] telling = [.. events.Where(happened => !IsRoutine(happened.Kind))];
        EventList(html, telling);
        if (telling.Length == events.Count) return;
        html.Raw($"<details><summary>With checkpoints, evaluations and generations: {events.Count} events</summary>");
        EventList(html, events);
        html.Raw("</details>");
    }

    private static bool IsRoutine(string kind) =>
        kind is "checkpoint_published" or "evaluated" or "generation_forming" or "generation_begun" or "waiting";

    private static void EventList(HtmlText html, IReadOnlyList<EventEntry> events)
    {
        html.Raw("<ol class=\"events\">");
        foreach (EventEntry happened in events)
        {
            (string glyph, string kind) = GlyphOf(happened.Kind);
            string time = happened.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            html.Raw($"<li><time>{time}</time><span class=\"{kind}\" aria-hidden=\"true\">{glyph}</span>"
                + $"<p{(kind is "bad" || happened.Kind == "recovered" ? $" class=\"{kind}\"" : "")}>{HtmlText.Of(happened.Text)}</p></li>");
        }
        html.Raw("</ol>");
    }

    private static (string Glyph, string Kind) GlyphOf(string kind) => kind switch
    {
        "node_lost" or "node_rejected" => ("✕", "bad"),
        "checkpoint_failed" => ("!", "bad"),
        "warning" or "step_skipped" or "waiting" => ("!", "warn"),
        "recovered" => ("↻", "good"),
        "node_joined" => ("+", "good"),
        "evaluated" => ("◆", "quiet"),
        "started" => ("▸", "quiet"),
        "ending" or "ended" => ("■", "quiet"),
        _ => ("·", "quiet"),
    };

    private static void Tile(HtmlText html, string title, string figure, string note)
    {
        html.Raw("<div class=\"tile\">").Element("h2", title).Element("p", figure, "class=\"figure\"");
        html.Element("p", note, "class=\"note\"").Raw("</div>");
    }

    private static string Percent(double? ratio, int decimals = 2) => ratio is { } value ? Phrases.Percent(value, decimals) : None;
}
