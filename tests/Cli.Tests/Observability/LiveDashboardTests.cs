using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Distillery.Chaos.Processes;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Cli.Tests.Observability;

/// <summary>A real run on two node processes, a real Prometheus that scrapes all three, and every query that the product ships.
/// </summary>
public sealed partial class LiveDashboardTests : IDisposable
{
    private const string NoGpu = "there is no GPU and no dcgm-exporter here";

    /// <summary>What has no result in such a run, and why.</summary>
    private static readonly Dictionary<string, string> ExpectedEmpty = new(StringComparer.Ordinal)
    {
        ["gpus: GPUs"] = NoGpu,
        ["gpus: Mean use"] = NoGpu,
        ["gpus: Power"] = NoGpu,
        ["gpus: Images a joule"] = NoGpu,
        ["gpus: XID errors"] = NoGpu,
        ["gpus: Use"] = NoGpu,
        ["gpus: Tensor cores"] = NoGpu,
        ["gpus: Memory"] = NoGpu,
        ["gpus: Temperature"] = NoGpu,
        ["gpus: Clock"] = NoGpu,
    };

    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task Every_query_of_every_panel_and_rule_has_data_in_a_real_run()
    {
        _study.WriteTeacher();
        string config = _study.WriteConfig(
            "live.yaml",
            """
            teacher: {architecture: resnet8, weights: teacher.safetensors, top1: 0.5, top1_tolerance: 1}
            student: {architecture: lenet5}
            method: {name: unix, keep: 8}
            checkpoint: {every_steps: 100}
            evaluate: {every_epochs: 20}
            """);
        int port = PrometheusServer.FreePorts(3);
        using Process run = DistillCommand.Start(
            "run", config, "--run-dir", _study.At("live"), "--nodes", "2", "--set", "train.steps=1000000",
            "--http", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        Task<string> words = Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync())
            .ContinueWith(both => string.Concat(both.Result), TaskScheduler.Default);
        try
        {
            using PrometheusServer prometheus = new(Enumerable.Range(port, 3).Select(each => $"127.0.0.1:{each}"));
            Dictionary<string, string> missing = Queries().DistinctBy(each => each.Query)
                .ToDictionary(each => each.Query, each => each.Where);
            // Far beyond what it takes on a busy machine: without it a query without data would have no name.
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(4));
            while (missing.Count > 0 || (await prometheus.RulesAsync()).Count == 0)
            {
                string[] rest = [.. missing.Select(each => $"{each.Value}: {each.Key}")];
                Assert.False(run.HasExited, run.HasExited ? await words : "");
                Assert.False(limit.IsCancellationRequested, $"no data for\n{string.Join('\n', rest)}");
                foreach (string query in missing.Keys.ToArray())
                {
                    if (await prometheus.HasDataAsync(query)) missing.Remove(query);
                }
            }
            foreach ((string rule, string state) in await prometheus.RulesAsync())
                Assert.True(state is "ok inactive" or "ok pending", $"{rule} is {state}");
        }
        finally
        {
            run.Kill(entireProcessTree: true);
            await run.WaitForExitAsync();
        }
    }

    /// <summary>Panels' queries as they are; of rules, which have a result only while they fire, what they look at; and each
    /// metric by itself.</summary>
    private static IEnumerable<(string Where, string Query)> Queries() =>
    [
        .. Deployment.PanelQueries().Where(each => !ExpectedEmpty.ContainsKey(each.Panel)),
        .. Selector().Matches(File.ReadAllText(Deployment.Rules)).Select(match => ("rules", match.Value)),
        .. MetricCatalog.All.Select(metric =>
            ("metrics", metric.Kind == MetricKind.Histogram ? $"{metric.ExposedName}_count" : metric.ExposedName)),
    ];

    [Fact]
    public void What_is_expected_to_be_empty_is_on_a_dashboard()
    {
        string[] panels = [.. Deployment.PanelQueries().Select(each => each.Panel)];
        foreach (string panel in ExpectedEmpty.Keys) Assert.Contains(panel, panels);
    }

    [GeneratedRegex(@"distillery_\w+(\{[^}]*\})?")]
    private static partial Regex Selector();
}
