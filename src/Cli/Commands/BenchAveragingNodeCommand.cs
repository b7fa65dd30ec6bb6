using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench.Averaging;
using Distillery.Cli.Terminal;
using Distillery.Shared;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench averaging-node</c>: one process of the product's side of <c>distill bench averaging</c>, which
/// starts it. It answers lines on standard input: <c>begin ADDRESS…</c>, <c>run ROUNDS</c>, <c>check</c>; the end of input
/// ends it.</summary>
internal sealed class BenchAveragingNodeCommand
{
    private readonly CliContext _context;
    private readonly Option<int> _rank = new("--rank") { Required = true };
    private readonly Option<int> _processes = new("--processes") { Required = true };
    private readonly Option<int> _megabytes = new("--megabytes") { Required = true };
    private readonly Option<string> _transport = new("--transport") { Required = true };

    private BenchAveragingNodeCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        BenchAveragingNodeCommand parts = new(context);
        Command command = new(ProductAveraging.NodeCommand, "One process of 'distill bench averaging', which starts it.")
        {
            parts._rank, parts._processes, parts._megabytes, parts._transport,
        };
        command.Hidden = true;
        command.SetAction(parsed => parts.Execute(parsed));
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        AveragingShape shape = new(
            parsed.GetValue(_processes), parsed.GetValue(_megabytes), parsed.GetRequiredValue(_transport) == "memory");
        AveragingNode node = new(shape, parsed.GetValue(_rank), _context.Time);
        try
        {
            Say(new JsonObject { ["address"] = node.Address });
            while (Console.In.ReadLine() is { } line) Say(Answer(node, line.Split(' ')));
        }
        finally
        {
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return ExitCodes.Done;
    }

    private static JsonObject Answer(AveragingNode node, string[] words)
    {
        switch (words[0])
        {
            case "begin":
                node.Begin(words[1..]);
                return [];
            case "run": return new JsonObject { ["seconds"] = node.Average(int.Parse(words[1])) };
            case "check": return new JsonObject { ["correct"] = node.IsCorrect() };
            default: throw new UserErrorException($"there is no request '{words[0]}'", "This command is for 'distill bench averaging'.");
        }
    }

    private void Say(JsonObject answer)
    {
        _context.Output.WriteLine(answer.ToJsonString());
        _context.Output.Flush();
    }
}
