using System.Text.RegularExpressions;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Cli.Tests.Observability;

public sealed partial class AlertRuleTests
{
    [Fact]
    public void Each_rule_fires_when_it_should_and_not_otherwise()
    {
        (int code, string text) = Tool.Run("promtool", "test", "rules", Deployment.RuleTests);
        Assert.True(code == 0, text);
    }

    [Fact]
    public void Each_rule_is_tested_firing_and_not_firing()
    {
        string tests = File.ReadAllText(Deployment.RuleTests);
        foreach (string name in Names())
        {
            Assert.Matches($@"eval_time: \w+\s+alertname: {name}\s+exp_alerts:", tests);
            Assert.Matches($@"\{{eval_time: \w+, alertname: {name}\}}", tests);
        }
    }

    [Fact]
    public void Each_rule_has_its_section_in_the_runbook()
    {
        string runbooks = File.ReadAllText(Path.Combine(Deployment.Root, "docs", "runbooks.md"));
        foreach (string name in Names())
        {
            Assert.Contains($"\n## {name}\n", runbooks, StringComparison.Ordinal);
            Assert.Contains(
                $"runbook: docs/runbooks.md#{name.ToLowerInvariant()}\n", File.ReadAllText(Deployment.Rules), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rules_and_dashboards_name_metrics_that_there_are()
    {
        HashSet<string> known = [.. MetricCatalog.All.SelectMany(NamesOf)];
        string[] texts = [File.ReadAllText(Deployment.Rules), .. Deployment.DashboardFiles.Select(File.ReadAllText)];
        foreach (string text in texts)
        {
            foreach (Match match in MetricName().Matches(text)) Assert.Contains(match.Value, known);
        }
    }

    private static string[] Names() =>
        [.. AlertName().Matches(File.ReadAllText(Deployment.Rules)).Select(match => match.Groups[1].Value)];

    private static string[] NamesOf(MetricDefinition metric) => metric.Kind == MetricKind.Histogram
        ? [metric.ExposedName, $"{metric.ExposedName}_bucket", $"{metric.ExposedName}_sum", $"{metric.ExposedName}_count"]
        : [metric.ExposedName];

    [GeneratedRegex(@"alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"\b(distillery|process)_\w+")]
    private static partial Regex MetricName();
}
