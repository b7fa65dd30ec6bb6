using System.CommandLine;
using Distillery.Cli.Cluster;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
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
    private readonly Option<string> _devices = CommonOptions.Devices();

    private readonly Option<string?> _runDirectory = new("--run-dir")
    {
        Description = "The folder of the run; without it runs/NAME, after the configuration's name.",
        HelpName = "DIR",
    };

    private readonly Option<int> _nodes = new("--nodes")
    {
        Description = "How many node processes of this machine share the work; 1 trains in this process. The result is the same.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _teacherNodes = new("--teacher-nodes")
    {
        Description = "How many processes of this machine only answer as teachers; the nodes then ask them. 0: each has its own.",
        HelpName = "M",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> _dataNodes = new("--data-nodes")
    {
        Description = "How many processes of this machine only decode and augment images for the nodes. 0: each does it itself.",
        HelpName = "M",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<bool> _noRestart = new("--no-restart")
    {
        Description = "With --nodes: do not start a node process again that was lost.",
    };

    private readonly Option<bool> _coordinatorProcess = new("--coordinator-process")
    {
        Description = "Give the coordinator a process of its own, which is started again when it is lost.",
    };

    private readonly HttpParameters _http =
        new("Where the run shows a live page and answers /metrics, status, drain and stop");
    private readonly Option<bool> _recordSamples = CommonOptions.RecordSamples();

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
            ("distill run examples/smoke.yaml --nodes 2", "on two processes, with the same result"),
            ("distill run examples/fashion-mnist.yaml --http 127.0.0.1:7780", "with a live page at http://127.0.0.1:7780"),
            ("distill run examples/smoke.yaml --nodes 2 --teacher-nodes 1", "with the teacher in a process of its own"),
            ("distill run examples/photos.yaml --data-nodes 1", "with images decoded and augmented in a process of its own"),
            ("distill run examples/fashion-mnist.yaml --json | tee run.jsonl", "for another program to follow"))
        {
            parts._config, parts._set, parts._runDirectory, parts._nodes, parts._teacherNodes, parts._dataNodes, parts._noRestart,
            parts._coordinatorProcess, parts._json, parts._recordSamples, parts._devices,
        };
        parts._http.AddTo(command);
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        bool isJson = parsed.GetValue(_json);
        RunConfig config = ConfigLoader.Load(parsed.GetRequiredValue(_config), parsed.GetRequiredValue(_set));
        if (parsed.GetValue<bool>(CommonOptions.VerboseName))
            (isJson ? _context.Error : _context.Output).Write(config.ToYaml());
        IRunView view = RunViews.Create(_context, isJson);
        using CancellationTokenRegistration stopping = _context.Stop.Register(view.Stopping);
        RunOptions options = new()
        {
            Devices = CommonOptions.ParseDevices(parsed.GetRequiredValue(_devices)),
            RecordSamples = parsed.GetValue(_recordSamples),
        };
        using RunResources resources = new(config, options.Devices);
        IRunCluster cluster = ChooseCluster(parsed, config, options, resources, view);
        RunSequence sequence = new(config, cluster, view);
        RunStatus status = sequence.Execute(
            parsed.GetValue(_runDirectory) ?? Path.Combine(RunsFolder, config.Name), _context.Stop);
        if (status != RunStatus.Interrupted) return ExitCodes.Done;
        _context.Error.WriteLine("interrupted: everything is saved");
        _context.Error.WriteLine($"next:  Run the same command again to go on: {CommandText.Of(parsed)}");
        return ExitCodes.Interrupted;
    }

    private IRunCluster ChooseCluster(
        ParseResult parsed, RunConfig config, RunOptions options, RunResources resources, IRunView view)
    {
        int nodes = parsed.GetValue(_nodes);
        if (nodes < 1)
            throw new UserErrorException($"--nodes {nodes}: a run needs a node", "Write --nodes 1, or leave it out.");
        if (nodes > config.Train.Replicas)
        {
            throw new UserErrorException(
                $"--nodes {nodes}: the run has {config.Train.Replicas} ranks, and a node without a rank has nothing to do",
                $"Write --nodes {config.Train.Replicas} or fewer; train.replicas says how many ranks there are.");
        }
        int teachers = CountOf(parsed, _teacherNodes), preparers = CountOf(parsed, _dataNodes);
        bool isSpread = nodes > 1 || teachers > 0 || preparers > 0 || parsed.GetValue(_coordinatorProcess);
        HttpRequest? http = _http.Read(parsed);
        if (!isSpread) return new EmbeddedRun(options, resources, http, view, _context.Time);
        ClusterRequest request = new(
            nodes, teachers, !parsed.GetValue(_noRestart), options.RecordSamples, parsed.GetRequiredValue(_devices))
        {
            Http = http,
            DataCount = preparers,
        };
        return parsed.GetValue(_coordinatorProcess)
            ? new SupervisedCluster(request, http, parsed.GetValue(_json), _context)
            : new ProcessCluster(request, http, view, _context.Time);
    }

    private static int CountOf(ParseResult parsed, Option<int> option)
    {
        int count = parsed.GetValue(option);
        return count >= 0 ? count : throw new UserErrorException(
            $"{option.Name} {count}: there is no such number", "Write 0 or more, or leave it out.");
    }
}
