using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Cluster.Host;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench recovery</c>: how soon a run goes on after a node was killed.</summary>
internal sealed class BenchRecoveryCommand
{
    private readonly CliContext _context;
    private readonly BenchRunOptions _options;
    private readonly Option<int> _nodes = CommonOptions.Number("--nodes", "Node processes.", 2);
    private readonly Option<int> _trials = CommonOptions.Number("--trials", "How often a node is killed.", 100);

    private BenchRecoveryCommand(CliContext context) =>
        (_context, _options) = (context, new BenchRunOptions(context, BenchRun.ClusterConfig));

    internal static Command Create(CliContext context)
    {
        BenchRecoveryCommand parts = new(context);
        DocumentedCommand command = new(
            "recovery", "Kills node processes and measures the time to the next applied step.",
            ("distill bench recovery --trials 100", "median and 99th percentile of a hundred"))
        {
            parts._nodes, parts._trials,
        };
        parts._options.AddTo(command, hasRounds: false);
        command.SetAction((parsed, stop) => parts.ExecuteAsync(parsed, stop));
        return command;
    }

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken stop)
    {
        int nodes = parsed.GetValue(_nodes), trials = parsed.GetValue(_trials);
        using BenchRun bench = _options.Load(parsed, $"train.replicas={nodes}");
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _context.Stop);
        (double[] recoveries, double stepSeconds) = await new RecoveryBenchmark(bench, nodes, _context.Time).MeasureAsync(
            trials, (trial, seconds) => _context.Error.WriteLine($"{trial + 1}: {Phrases.Number(seconds, "F3")} s"), either.Token);
        double[] sorted = [.. recoveries.Order()];
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        _context.Output.WriteLine(_options.IsJson(parsed)
            ? new JsonObject
            {
                ["bench"] = "recovery", ["nodes"] = nodes, ["trials"] = trials, ["step_seconds"] = stepSeconds,
                ["seconds_p50"] = At(0.5), ["seconds_p99"] = At(0.99), ["seconds_max"] = sorted[^1],
            }.ToJsonString()
            : $"{trials} kills of one of {nodes} nodes: next step after {Phrases.Number(At(0.5), "F3")} s (median), "
                + $"{Phrases.Number(At(0.99), "F3")} s (99th percentile), {Phrases.Number(sorted[^1], "F3")} s (longest); "
                + $"a step takes {Phrases.Number(stepSeconds, "F3")} s");
        return ExitCodes.Done;
    }
}
