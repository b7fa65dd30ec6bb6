using System.CommandLine;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench orchestration</c>: what the cluster's machines cost a run on one node.</summary>
internal sealed class BenchOrchestrationCommand
{
    private readonly CliContext _context;
    private readonly BenchRunOptions _options;

    private BenchOrchestrationCommand(CliContext context) =>
        (_context, _options) = (context, new BenchRunOptions(context, BenchRun.ClusterConfig));

    internal static Command Create(CliContext context)
    {
        BenchOrchestrationCommand parts = new(context);
        DocumentedCommand command = new(
            "orchestration", "A run on one node beside the same steps in a plain loop: what the cluster's machines cost.",
            ("distill bench orchestration", "seven turns of each"));
        parts._options.AddTo(command);
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        using BenchRun bench = _options.Load(parsed);
        Rates rates = new OrchestrationBenchmark(bench, _context.Time).Measure(_options.Rounds(parsed), _context.Stop);
        _options.Write(parsed, new RatesReport("orchestration", "one node", "plain loop"), bench, rates);
        return ExitCodes.Done;
    }
}
