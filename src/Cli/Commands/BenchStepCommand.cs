using System.CommandLine;
using Distillery.Cli.Bench;
using Distillery.Cli.Terminal;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench step</c>: the training step of one rank beside PyTorch on the same libtorch.</summary>
internal sealed class BenchStepCommand
{
    private const string DefaultArchitectures = "lenet5,resnet8,wrn-16-2";
    private const int MaximumRounds = 1000;

    private readonly CliContext _context;
    private readonly Option<bool> _json = CommonOptions.Json();

    private readonly Option<string> _architectures = new("--architecture")
    {
        Description = "The networks, separated by commas.",
        DefaultValueFactory = _ => DefaultArchitectures,
        HelpName = "NAMES",
    };

    private readonly Option<int> _batch = CommonOptions.Number("--batch", "Images a step.", 64);
    private readonly Option<int> _threads = CommonOptions.Number("--threads", "Threads within an operator, on both sides.", 1);
    private readonly Option<int> _rounds = CommonOptions.Number(
        "--rounds", "How often each side has its turn of about 0.7 seconds.", 7);

    private readonly Option<string?> _peer = new("--peer")
    {
        Description = "The peer's program; without it bench/peers/step.py of the repository.",
        HelpName = "PATH",
    };

    private BenchStepCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        BenchStepCommand parts = new(context);
        DocumentedCommand command = new(
            "step",
            "Images a second of a supervised training step and of a forward pass, beside PyTorch with the same "
            + "network, batch and threads. Needs Debian's python3-torch.",
            ("distill bench step", "lenet5, resnet8 and wrn-16-2 with batches of 64"),
            ("distill bench step --architecture resnet8 --rounds 15 --json", "one network, more turns, for a program"))
        {
            parts._architectures, parts._batch, parts._threads, parts._rounds, parts._peer, parts._json,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        int batch = Positive(parsed, _batch, 65_536);
        int threads = Positive(parsed, _threads, 1024);
        int rounds = Positive(parsed, _rounds, MaximumRounds);
        string[] architectures = parsed.GetRequiredValue(_architectures)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool isJson = parsed.GetValue(_json);
        List<IReadOnlyList<string>> rows = [];
        foreach (string architecture in architectures)
        {
            BenchShape shape = BenchShape.Of(architecture, batch, threads);
            (StepMeasurement measured, string version) = Measure(shape, rounds, parsed.GetValue(_peer));
            rows.AddRange(measured.Rows);
            if (isJson) _context.Output.WriteLine(measured.ToJson(version));
        }
        if (!isJson) _context.Output.Write(TextTable.Render(StepMeasurement.Heads, rows));
        return ExitCodes.Done;
    }

    private (StepMeasurement Measured, string PeerVersion) Measure(BenchShape shape, int rounds, string? script)
    {
        using ProductStep product = new(shape, _context.Time);
        using PeerProcess peer = PeerProcess.Start(shape, script);
        if (product.ParameterCount != peer.ParameterCount)
        {
            throw new UserErrorException(
                $"{shape.Architecture} has {product.ParameterCount} parameters here "
                + $"and {peer.ParameterCount} in the peer",
                "Use the peer of this version.");
        }
        return (StepBenchmark.Measure(product, peer, shape, rounds, _context.Stop), peer.Version);
    }

    private static int Positive(ParseResult parsed, Option<int> option, int maximum)
    {
        int value = parsed.GetValue(option);
        if (value >= 1 && value <= maximum) return value;
        throw new UserErrorException($"{option.Name} {value} is out of range", $"Write 1 to {maximum}.");
    }
}
