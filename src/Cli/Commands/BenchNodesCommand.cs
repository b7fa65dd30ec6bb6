using System.CommandLine;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench nodes</c>: several node processes beside PyTorch's DistributedDataParallel.</summary>
internal sealed class BenchNodesCommand
{
    private readonly CliContext _context;
    private readonly BenchRunOptions _options;
    private readonly Option<int> _nodes = CommonOptions.Number("--nodes", "Node processes.", 2);
    private readonly Option<int> _steps = CommonOptions.Number("--steps", "Timed steps of a turn.", 100);

    private readonly Option<string?> _peer = CommonOptions.Peer(NodesBenchmark.ScriptPath);
    private readonly Option<bool> _channelsLast = CommonOptions.PeerChannelsLast();

    private BenchNodesCommand(CliContext context) =>
        (_context, _options) = (context, new BenchRunOptions(context, BenchRun.ClusterConfig));

    internal static Command Create(CliContext context)
    {
        BenchNodesCommand parts = new(context);
        DocumentedCommand command = new(
            "nodes",
            "Node processes beside as many of PyTorch's DistributedDataParallel on gloo. Needs Debian's python3-torch.",
            ("distill bench nodes", "two processes each"))
        {
            parts._nodes, parts._steps, parts._peer, parts._channelsLast,
        };
        parts._options.AddTo(command);
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        int nodes = parsed.GetValue(_nodes);
        using BenchRun bench = _options.Load(parsed, $"train.replicas={nodes}");
        bool isChannelsLast = parsed.GetValue(_channelsLast);
        NodesBenchmark benchmark = new(bench, nodes, isChannelsLast, _context.Time);
        Rates rates = benchmark.Measure(
            parsed.GetValue(_steps), _options.Rounds(parsed), parsed.GetValue(_peer), _context.Stop);
        string peer = isChannelsLast ? "DDP on gloo, channels last" : "DDP on gloo";
        _options.Write(parsed, new RatesReport("nodes", $"{nodes} nodes", peer), bench, rates);
        return ExitCodes.Done;
    }
}
