using System.CommandLine;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Step;
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

    private readonly Option<int> _batch = CommonOptions.Number("--batch", "Images a step.", 64, maximum: 65_536);
    private readonly Option<int> _threads = CommonOptions.Number("--threads", "Threads within an operator, on both sides.", 1, maximum: 1024);
    private readonly Option<int> _rounds = CommonOptions.Number(
        "--rounds", "How often each side has its turn of about 0.7 seconds.", 7, MaximumRounds);

    private readonly Option<string?> _peer = CommonOptions.Peer(PyTorchStep.ScriptPath);
    private readonly Option<bool> _channelsLast = CommonOptions.PeerChannelsLast();

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
            parts._architectures, parts._batch, parts._threads, parts._rounds, parts._channelsLast, parts._peer, parts._json,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        int batch = parsed.GetValue(_batch);
        int threads = parsed.GetValue(_threads);
        int rounds = parsed.GetValue(_rounds);
        string[] architectures = parsed.GetRequiredValue(_architectures)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool isJson = parsed.GetValue(_json);
        List<IReadOnlyList<string>> rows = [];
        foreach (string architecture in architectures)
        {
            StepShape shape = StepShape.Of(architecture, batch, threads);
            (StepMeasurement measured, string version) = Measure(shape, rounds, parsed);
            rows.AddRange(measured.Rows);
            if (isJson) _context.Output.WriteLine(measured.ToJson(version));
        }
        if (!isJson) _context.Output.Write(TextTable.Render(StepMeasurement.Heads, rows));
        return ExitCodes.Done;
    }

    private (StepMeasurement Measured, string PeerVersion) Measure(StepShape shape, int rounds, ParseResult parsed)
    {
        using ProductStep product = new(shape, _context.Time);
        using PyTorchStep peer = PyTorchStep.Start(shape, parsed.GetValue(_channelsLast), parsed.GetValue(_peer));
        if (product.ParameterCount != peer.ParameterCount)
        {
            throw new UserErrorException(
                $"{shape.Architecture} has {product.ParameterCount} parameters here "
                + $"and {peer.ParameterCount} in the peer",
                "Use the peer of this version.");
        }
        return (StepBenchmark.Measure(product, peer, shape, rounds, _context.Stop), peer.Version);
    }
}
