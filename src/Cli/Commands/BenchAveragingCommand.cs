using System.CommandLine;
using Distillery.Cli.Bench.Averaging;
using Distillery.Cli.Terminal;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench averaging</c>: averaging among processes of one machine beside gloo.</summary>
internal sealed class BenchAveragingCommand
{
    private const int MaximumTurns = 1000;
    private const int MaximumProcesses = 64;
    private const int MaximumMegabytes = 2000; // A vector must fit into one piece of .NET's memory.

    private readonly CliContext _context;
    private readonly Option<bool> _json = CommonOptions.Json();

    private readonly Option<string> _processes = List("--processes", "How many processes average, separated by commas.", "2,4");
    private readonly Option<string> _megabytes = List(
        "--megabytes", "Sizes of the vector in millions of bytes, separated by commas.", "1,11,45,100");

    private readonly Option<string> _transports = List(
        "--transport", "memory: payloads in shared memory, as between nodes of one machine; tcp: all through connections.",
        "memory,tcp");

    private readonly Option<int> _turns = CommonOptions.Number(
        "--rounds", "How often each side has its turn of about 0.7 seconds.", 7, MaximumTurns);

    private readonly Option<string?> _peer = CommonOptions.Peer(GlooAveraging.ScriptPath);

    private BenchAveragingCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        BenchAveragingCommand parts = new(context);
        DocumentedCommand command = new(
            "averaging",
            "The time in which processes of this machine average their vectors, beside torch.distributed's all_reduce over "
            + "gloo. Needs Debian's python3-torch.",
            ("distill bench averaging", "1 to 100 MB among 2 and 4 processes, through shared memory and through TCP"),
            ("distill bench averaging --processes 4 --megabytes 45 --transport tcp --json", "one case, for a program"))
        {
            parts._processes, parts._megabytes, parts._transports, parts._turns, parts._peer, parts._json,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        int turns = parsed.GetValue(_turns);
        AveragingShape[] shapes =
        [
            .. from transport in Words(parsed, _transports).Select(SharesMemory)
               from processes in Numbers(parsed, _processes, 2, MaximumProcesses)
               from megabytes in Numbers(parsed, _megabytes, 1, MaximumMegabytes)
               select new AveragingShape(processes, megabytes, transport),
        ];
        bool isJson = parsed.GetValue(_json);
        List<IReadOnlyList<string>> rows = [];
        foreach (AveragingShape shape in shapes)
        {
            (AveragingMeasurement measured, string version) = Measure(shape, turns, parsed.GetValue(_peer));
            rows.Add(measured.Row);
            if (isJson) _context.Output.WriteLine(measured.ToJson(version));
        }
        if (!isJson) _context.Output.Write(TextTable.Render(AveragingMeasurement.Heads, rows));
        return ExitCodes.Done;
    }

    private (AveragingMeasurement Measured, string PeerVersion) Measure(AveragingShape shape, int turns, string? script)
    {
        using ProductAveraging product = ProductAveraging.Start(shape);
        using GlooAveraging peer = GlooAveraging.Start(shape, script);
        AveragingMeasurement measured = AveragingBenchmark.Measure(product, peer, shape, turns, _context.Stop);
        product.Check();
        return (measured, peer.Version);
    }

    private static bool SharesMemory(string transport) => transport switch
    {
        "memory" => true,
        "tcp" => false,
        _ => throw new UserErrorException($"--transport: there is no '{transport}'", "Write memory, tcp or both."),
    };

    private static int[] Numbers(ParseResult parsed, Option<string> option, int minimum, int maximum) =>
    [
        .. Words(parsed, option).Select(word => int.TryParse(word, out int number) && number >= minimum && number <= maximum
            ? number
            : throw new UserErrorException($"{option.Name}: '{word}' is out of range", $"Write numbers from {minimum} to {maximum}.")),
    ];

    private static string[] Words(ParseResult parsed, Option<string> option) => parsed.GetRequiredValue(option)
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<string> List(string name, string description, string value) => new(name)
    {
        Description = description,
        HelpName = "LIST",
        DefaultValueFactory = _ => value,
    };
}
