using System.CommandLine;
using Distillery.Cli.Cluster;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill run</c>: trains what a configuration describes, or goes on where an earlier start
/// ended.</summary>
internal sealed class RunCommand
{
    private const string RunsFolder = "runs";

    private readonly CliContext _context;
    private readonly Argument<string> _config = CommonOptions.Config();
    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string> _device = CommonOptions.Device();

    private readonly Option<string?> _runDirectory = new("--run-dir")
    {
        Description = "The folder of the run; without it runs/NAME, after the configuration's name.",
        HelpName = "DIR",
    };

    private readonly Option<int> _nodes = new("--nodes")
    {
        Description = "How many processes share the work; this version runs one.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _recordSamples = new("--record-samples")
    {
        Description = "Write samples.jsonl: which samples each step saw and kept.",
    };

    private RunCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        RunCommand parts = new(context);
        DocumentedCommand command = new(
            "run",
            "Trains a student as a configuration describes. Run it again to go on after an interruption.",
            ("distill run examples/smoke.yaml", "forty steps on real images, in under half a minute"),
            ("distill run examples/fashion-mnist.yaml --set train.epochs=1", "one key changed for this time"),
            ("distill run examples/fashion-mnist.yaml --run-dir runs/seed-1 --set seed=1",
                "another seed, in a folder of its own"),
            ("distill run examples/fashion-mnist.yaml --json | tee run.jsonl", "for another program to follow"))
        {
            parts._config, parts._set, parts._runDirectory, parts._nodes, parts._json, parts._recordSamples,
            parts._device,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        RequireOneNode(parsed.GetValue(_nodes));
        bool isJson = parsed.GetValue(_json);
        RunConfig config = ConfigLoader.Load(parsed.GetRequiredValue(_config), parsed.GetRequiredValue(_set));
        if (parsed.GetValue<bool>(CommonOptions.VerboseName))
            (isJson ? _context.Error : _context.Output).Write(config.ToYaml());
        RunOptions options = new()
        {
            Device = CommonOptions.ParseDevice(parsed.GetRequiredValue(_device)),
            RecordSamples = parsed.GetValue(_recordSamples),
        };
        IRunView view = CreateView(isJson);
        using CancellationTokenRegistration stopping = _context.Stop.Register(view.Stopping);
        using RunResources resources = new(config, options.Device);
        RunSequence sequence = new(config, new EmbeddedRun(options, resources, view, _context.Time), view);
        RunStatus status = sequence.Execute(
            parsed.GetValue(_runDirectory) ?? Path.Combine(RunsFolder, config.Name), _context.Stop);
        if (status != RunStatus.Interrupted) return ExitCodes.Done;
        _context.Error.WriteLine("interrupted: everything is saved");
        _context.Error.WriteLine($"next:  Run the same command again to go on: {CommandText.Of(parsed)}");
        return ExitCodes.Interrupted;
    }

    private IRunView CreateView(bool isJson)
    {
        if (isJson) return new JsonView(_context);
        return _context.IsTerminal
            ? new LiveView(_context, LiveView.ConsoleOf(_context.Output))
            : new TextView(_context);
    }

    private static void RequireOneNode(int nodes)
    {
        if (nodes == 1) return;
        if (nodes < 1)
            throw new UserErrorException(
                $"--nodes {nodes}: a run needs a process", "Write --nodes 1, or leave it out.");
        throw new UserErrorException(
            $"--nodes {nodes} is not available in this version: a run has one process",
            "Leave --nodes out; train.replicas ranks share this machine's cores, and the result is the same.");
    }
}
