using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Cluster.Host;
using Distillery.Cli.Bench.Http;
using Distillery.Cli.Terminal;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench orchestration</c>, <c>nodes</c>, <c>recovery</c> and <c>http</c>: what a cluster costs, how it scales,
/// how soon it goes on, and what callers cost it.</summary>
internal sealed class BenchClusterCommands
{
    private const string DefaultConfig = "examples/bench-cluster.yaml";

    private readonly CliContext _context;

    private readonly Argument<string> _config = new("CONFIG")
    {
        Description = $"What is trained; {DefaultConfig} without it.",
        DefaultValueFactory = _ => DefaultConfig,
    };

    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<int> _rounds = CommonOptions.Number("--rounds", "How often each side has its turn.", 7);
    private readonly Option<int> _nodes = CommonOptions.Number("--nodes", "Node processes.", 2);
    private readonly Option<int> _steps = CommonOptions.Number("--steps", "Timed steps of a turn.", 100);
    private readonly Option<int> _clients = CommonOptions.Number("--clients", "Slow clients.", 1000);
    private readonly Option<int> _trials = CommonOptions.Number("--trials", "How often a node is killed.", 100);

    private readonly Option<string?> _peer = new("--peer")
    {
        Description = "The peer's program; without it bench/peers/ddp.py of the repository.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _channelsLast = new("--channels-last")
    {
        Description = "The peer's network and images in PyTorch's channels-last order; without it in its usual one.",
    };

    private BenchClusterCommands(CliContext context) => _context = context;

    internal static Command Orchestration(CliContext context)
    {
        BenchClusterCommands parts = new(context);
        DocumentedCommand command = new(
            "orchestration", "A run on one node beside the same steps in a plain loop: what the cluster's machines cost.",
            ("distill bench orchestration", "seven turns of each"))
        {
            parts._config, parts._set, parts._rounds, parts._json,
        };
        command.SetAction(parts.MeasureOrchestration);
        return command;
    }

    internal static Command Nodes(CliContext context)
    {
        BenchClusterCommands parts = new(context);
        DocumentedCommand command = new(
            "nodes",
            "Node processes beside as many of PyTorch's DistributedDataParallel on gloo. Needs Debian's python3-torch.",
            ("distill bench nodes", "two processes each"))
        {
            parts._config, parts._set, parts._nodes, parts._steps, parts._rounds, parts._peer, parts._channelsLast, parts._json,
        };
        command.SetAction(parts.MeasureNodes);
        return command;
    }

    internal static Command Recovery(CliContext context)
    {
        BenchClusterCommands parts = new(context);
        DocumentedCommand command = new(
            "recovery", "Kills node processes and measures the time to the next applied step.",
            ("distill bench recovery --trials 100", "median and 99th percentile of a hundred"))
        {
            parts._config, parts._set, parts._nodes, parts._trials, parts._json,
        };
        command.SetAction((parsed, stop) => parts.MeasureRecovery(parsed, stop));
        return command;
    }

    internal static Command Http(CliContext context)
    {
        BenchClusterCommands parts = new(context);
        DocumentedCommand command = new(
            "http", "A run that a thousand slow clients bother over HTTP, beside the same run alone.",
            ("distill bench http --clients 1000", "seven turns of each"))
        {
            parts._config, parts._set, parts._clients, parts._steps, parts._rounds, parts._json,
        };
        command.SetAction(parts.MeasureHttp);
        return command;
    }

    private int MeasureHttp(ParseResult parsed)
    {
        using BenchRun bench = Load(parsed, parsed.GetValue(_set)!);
        HttpBenchmark benchmark = new(bench, parsed.GetValue(_clients), _context.Time);
        Rates rates = benchmark.Measure(parsed.GetValue(_rounds), parsed.GetValue(_steps), _context.Stop);
        Write(parsed, "http", "with clients", "alone", bench, rates);
        _context.Error.WriteLine(benchmark.Clients);
        return ExitCodes.Done;
    }

    private int MeasureOrchestration(ParseResult parsed)
    {
        using BenchRun bench = Load(parsed, parsed.GetValue(_set)!);
        Rates rates = new OrchestrationBenchmark(bench, _context.Time).Measure(parsed.GetValue(_rounds), _context.Stop);
        Write(parsed, "orchestration", "one node", "plain loop", bench, rates);
        return ExitCodes.Done;
    }

    private int MeasureNodes(ParseResult parsed)
    {
        int nodes = parsed.GetValue(_nodes);
        using BenchRun bench = Load(parsed, [.. parsed.GetValue(_set)!, $"train.replicas={nodes}"]);
        bool isChannelsLast = parsed.GetValue(_channelsLast);
        NodesBenchmark benchmark = new(bench, nodes, isChannelsLast, _context.Time);
        Rates rates = benchmark.Measure(
            parsed.GetValue(_steps), parsed.GetValue(_rounds), parsed.GetValue(_peer), _context.Stop);
        Write(parsed, "nodes", $"{nodes} nodes", isChannelsLast ? "DDP on gloo, channels last" : "DDP on gloo", bench, rates);
        return ExitCodes.Done;
    }

    private async Task<int> MeasureRecovery(ParseResult parsed, CancellationToken stop)
    {
        int nodes = parsed.GetValue(_nodes), trials = parsed.GetValue(_trials);
        using BenchRun bench = Load(parsed, [.. parsed.GetValue(_set)!, $"train.replicas={nodes}"]);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _context.Stop);
        (double[] recoveries, double stepSeconds) = await new RecoveryBenchmark(bench, nodes, _context.Time).MeasureAsync(
            trials, (trial, seconds) => _context.Error.WriteLine($"{trial + 1}: {Phrases.Number(seconds, "F3")} s"), either.Token);
        double[] sorted = [.. recoveries.Order()];
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        JsonObject result = new()
        {
            ["bench"] = "recovery", ["nodes"] = nodes, ["trials"] = trials, ["step_seconds"] = stepSeconds,
            ["seconds_p50"] = At(0.5), ["seconds_p99"] = At(0.99), ["seconds_max"] = sorted[^1],
        };
        if (parsed.GetValue(_json)) _context.Output.WriteLine(result.ToJsonString());
        else
        {
            _context.Output.WriteLine(
                $"{trials} kills of one of {nodes} nodes: next step after {Phrases.Number(At(0.5), "F3")} s (median), "
                + $"{Phrases.Number(At(0.99), "F3")} s (99th percentile), {Phrases.Number(sorted[^1], "F3")} s (longest); "
                + $"a step takes {Phrases.Number(stepSeconds, "F3")} s");
        }
        return ExitCodes.Done;
    }

    private BenchRun Load(ParseResult parsed, IReadOnlyList<string> settings)
    {
        foreach (Option<int> option in (Option<int>[])[_rounds, _nodes, _steps, _trials, _clients])
        {
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) < 1)
                throw new UserErrorException($"{option.Name} {parsed.GetValue(option)} is out of range", "Write 1 or more.");
        }
        return BenchRun.Load(parsed.GetRequiredValue(_config), settings);
    }

    private void Write(ParseResult parsed, string name, string product, string peer, BenchRun bench, Rates rates)
    {
        if (parsed.GetValue(_json))
        {
            _context.Output.WriteLine(new JsonObject
            {
                ["bench"] = name,
                ["peer"] = peer,
                ["architecture"] = bench.Config.Student.Architecture,
                ["batch"] = bench.Config.Train.Batch,
                ["threads"] = bench.Config.Train.Threads,
                ["rounds"] = rates.Ratios.Length,
                ["images_per_second"] = Rates.Median(rates.Product),
                ["peer_images_per_second"] = Rates.Median(rates.Peer),
                ["ratio"] = Rates.Median(rates.Ratios),
                ["ratio_min"] = rates.Ratios.Min(),
                ["ratio_max"] = rates.Ratios.Max(),
            }.ToJsonString());
            return;
        }
        string[] heads = ["network", $"{product}, images/s", $"{peer}, images/s", "ratio", "min to max"];
        string[] row =
        [
            bench.Config.Student.Architecture,
            Phrases.Number(Rates.Median(rates.Product), "F0"), Phrases.Number(Rates.Median(rates.Peer), "F0"),
            Phrases.Number(Rates.Median(rates.Ratios), "F3"),
            $"{Phrases.Number(rates.Ratios.Min(), "F3")} to {Phrases.Number(rates.Ratios.Max(), "F3")}",
        ];
        _context.Output.Write(TextTable.Render(heads, [row]));
    }
}
