using System.CommandLine;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Http;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench http</c>: what slow callers cost a run.</summary>
internal sealed class BenchHttpCommand
{
    private readonly CliContext _context;
    private readonly BenchRunOptions _options;
    private readonly Option<int> _clients = CommonOptions.Number("--clients", "Slow clients.", 1000);
    private readonly Option<int> _steps = CommonOptions.Number("--steps", "Timed steps of a turn.", 100);

    private readonly Option<bool> _control = new("--control")
    {
        Description = "Beside the same run with as many clients that bother another process: what is left is the server's own cost.",
    };

    private BenchHttpCommand(CliContext context) =>
        (_context, _options) = (context, new BenchRunOptions(context, BenchRun.ClusterConfig));

    internal static Command Create(CliContext context)
    {
        BenchHttpCommand parts = new(context);
        DocumentedCommand command = new(
            "http", "A run that a thousand slow clients bother over HTTP, beside the same run alone.",
            ("distill bench http --clients 1000", "seven turns of each"),
            ("distill bench http --control", "without what the clients themselves take from the same cores"))
        {
            parts._clients, parts._steps, parts._control,
        };
        parts._options.AddTo(command);
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        using BenchRun bench = _options.Load(parsed);
        bool isControlled = parsed.GetValue(_control);
        HttpBenchmark benchmark = new(bench, parsed.GetValue(_clients), isControlled, _context.Time);
        Rates rates = benchmark.Measure(_options.Rounds(parsed), parsed.GetValue(_steps), _context.Stop);
        _options.Write(parsed, new RatesReport("http", "with clients", isControlled ? "clients elsewhere" : "alone"), bench, rates);
        _context.Error.WriteLine(benchmark.Clients);
        return ExitCodes.Done;
    }
}
