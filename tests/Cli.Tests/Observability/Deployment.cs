using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Distillery.Cli.Tests.Observability;

/// <summary>What the repository has for Prometheus and Grafana.</summary>
internal static class Deployment
{
    internal static string Root { get; } = FindRoot();

    internal static string Rules => PathOf("prometheus", "rules.yaml");

    internal static string RuleTests => PathOf("prometheus", "rules_test.yaml");

    internal static string DashboardMaker => PathOf("grafana", "make.py");

    internal static IReadOnlyList<string> DashboardFiles { get; } =
        [.. Directory.EnumerateFiles(PathOf("grafana"), "*.json").Order(StringComparer.Ordinal)];

    internal static JsonElement ReadDashboard(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    /// <summary>Every query of every panel, with the dashboard and the panel that it is of.</summary>
    internal static IEnumerable<(string Panel, string Query)> PanelQueries() =>
        from path in DashboardFiles
        from panel in ReadDashboard(path).GetProperty("panels").EnumerateArray()
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select ($"{Path.GetFileNameWithoutExtension(path)}: {panel.GetProperty("title").GetString()}",
            target.GetProperty("expr").GetString()!);

    private static string PathOf(params ReadOnlySpan<string> names) => Path.Combine([Root, "deploy", .. names]);

    private static string FindRoot([CallerFilePath] string path = "")
    {
        DirectoryInfo folder = new(Path.GetDirectoryName(path)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
