using System.Text.Json;
using System.Text.RegularExpressions;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Cli.Tests.Observability;

/// <summary>What Grafana would pass over in silence, and a person would then miss: its forms are those of
/// https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model.</summary>
public sealed partial class DashboardPanelTests
{
    private const int Columns = 24;

    // By Grafana's packages/grafana-data/src/valueFormats/categories.ts: another word would be written behind the number.
    private static readonly string[] Units =
        ["short", "none", "percent", "percentunit", "s", "bytes", "mbytes", "Bps", "watt", "celsius", "rotmhz"];

    private static readonly string[] Colors = ["blue", "green", "orange", "red"];

    public static TheoryData<string> Files => DashboardTests.Files;

    [Theory, MemberData(nameof(Files))]
    public void No_two_panels_share_a_place(string file)
    {
        Dictionary<(int X, int Y), string> taken = [];
        foreach (JsonElement panel in Panels(file))
        {
            JsonElement place = panel.GetProperty("gridPos");
            (int x, int y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
            (int width, int height) = (place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.True(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= Columns, $"{TitleOf(panel)} is off the grid");
            for (int column = x; column < x + width; column++)
            {
                for (int row = y; row < y + height; row++)
                    Assert.True(taken.TryAdd((column, row), TitleOf(panel)), $"{TitleOf(panel)} lies on {taken.GetValueOrDefault((column, row))}");
            }
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Each_query_has_a_letter_of_its_own_and_asks_the_source_that_was_chosen(string file)
    {
        foreach (JsonElement panel in Charts(file))
        {
            JsonElement[] targets = [.. panel.GetProperty("targets").EnumerateArray()];
            Assert.NotEmpty(targets);
            Assert.Equal(targets.Length, targets.Select(target => target.GetProperty("refId").GetString()).Distinct().Count());
            foreach (JsonElement target in targets)
            {
                Assert.Matches("^[A-Z]$", target.GetProperty("refId").GetString());
                Assert.Equal("prometheus", target.GetProperty("datasource").GetProperty("type").GetString());
                Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString());
                Assert.False(string.IsNullOrWhiteSpace(target.GetProperty("expr").GetString()));
            }
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Each_panel_is_of_a_known_kind_and_unit_with_its_ends_in_order(string file)
    {
        foreach (JsonElement panel in Charts(file))
        {
            Assert.Contains(panel.GetProperty("type").GetString(), (string[])["stat", "timeseries", "heatmap", "table"]);
            JsonElement defaults = panel.GetProperty("fieldConfig").GetProperty("defaults");
            Assert.Contains(defaults.GetProperty("unit").GetString(), Units);
            double least = defaults.TryGetProperty("min", out JsonElement min) ? min.GetDouble() : double.NegativeInfinity;
            double most = defaults.TryGetProperty("max", out JsonElement max) ? max.GetDouble() : double.PositiveInfinity;
            Assert.True(least < most, TitleOf(panel));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Each_curve_has_a_legend_whose_labels_the_query_keeps(string file)
    {
        foreach (JsonElement panel in Charts(file).Where(panel => panel.GetProperty("type").GetString() == "timeseries"))
        {
            Assert.True(panel.GetProperty("options").GetProperty("legend").GetProperty("showLegend").GetBoolean(), TitleOf(panel));
            foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
            {
                string legend = target.GetProperty("legendFormat").GetString()!;
                Assert.NotEmpty(legend);
                if (Grouping().Match(target.GetProperty("expr").GetString()!) is not { Success: true } grouping) continue;
                string[] kept = grouping.Groups[1].Value.Split(", ");
                foreach (Match label in Label().Matches(legend)) Assert.Contains(label.Groups[1].Value, kept);
            }
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Each_figure_has_colours_from_the_lowest_value_up(string file)
    {
        foreach (JsonElement panel in Charts(file).Where(panel => panel.GetProperty("type").GetString() == "stat"))
        {
            JsonElement thresholds = panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("thresholds");
            Assert.Equal("absolute", thresholds.GetProperty("mode").GetString());
            JsonElement[] steps = [.. thresholds.GetProperty("steps").EnumerateArray()];
            Assert.Equal(JsonValueKind.Null, steps[0].GetProperty("value").ValueKind);
            double[] values = [.. steps.Skip(1).Select(step => step.GetProperty("value").GetDouble())];
            Assert.Equal(values.Order().Distinct(), values);
            Assert.All(steps, step => Assert.Contains(step.GetProperty("color").GetString(), Colors));
            Assert.NotEmpty(panel.GetProperty("options").GetProperty("reduceOptions").GetProperty("calcs").EnumerateArray());
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void What_the_product_measures_is_asked_of_the_chosen_run_alone(string file)
    {
        foreach (JsonElement target in Charts(file).SelectMany(panel => panel.GetProperty("targets").EnumerateArray()))
        {
            string query = target.GetProperty("expr").GetString()!;
            foreach (Match metric in OwnMetric().Matches(query))
                Assert.StartsWith("{job=~\"$job\"", query[(metric.Index + metric.Length)..], StringComparison.Ordinal);
            foreach (Match variable in Variable().Matches(query))
                Assert.Contains(variable.Value, (string[])["$job", "$__rate_interval"]);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void The_runs_to_choose_from_come_from_a_metric_and_a_label_that_there_are(string file)
    {
        JsonElement job = Read(file).GetProperty("templating").GetProperty("list").EnumerateArray()
            .Single(variable => variable.GetProperty("name").GetString() == "job");
        Assert.Equal("${datasource}", job.GetProperty("datasource").GetProperty("uid").GetString());
        Match query = LabelValues().Match(job.GetProperty("query").GetProperty("query").GetString()!);
        Assert.Contains(query.Groups[1].Value, MetricCatalog.All.Select(metric => metric.ExposedName));
        Assert.Equal("job", query.Groups[2].Value);
    }

    [Theory, MemberData(nameof(Files))]
    public void The_dashboard_can_be_addressed_and_leads_to_the_others(string file)
    {
        JsonElement dashboard = Read(file);
        Assert.Matches("^[a-z0-9-]{1,40}$", dashboard.GetProperty("uid").GetString()); // Grafana takes no longer one.
        Assert.False(dashboard.TryGetProperty("id", out _)); // Grafana gives it.
        JsonElement link = Assert.Single(dashboard.GetProperty("links").EnumerateArray());
        string tag = Assert.Single(link.GetProperty("tags").EnumerateArray()).GetString()!;
        Assert.Contains(tag, dashboard.GetProperty("tags").EnumerateArray().Select(each => each.GetString()));
    }

    private static JsonElement Read(string file) =>
        Deployment.ReadDashboard(Deployment.DashboardFiles.Single(path => Path.GetFileName(path) == file));

    private static IEnumerable<JsonElement> Panels(string file) => Read(file).GetProperty("panels").EnumerateArray();

    /// <summary>All but the rows' titles.</summary>
    private static IEnumerable<JsonElement> Charts(string file) =>
        Panels(file).Where(panel => panel.GetProperty("type").GetString() != "row");

    private static string TitleOf(JsonElement panel) => panel.GetProperty("title").GetString()!;

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(distillery|process|dotnet)_\w+")]
    private static partial Regex OwnMetric();

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((\w+), (\w+)\)$")]
    private static partial Regex LabelValues();
}
