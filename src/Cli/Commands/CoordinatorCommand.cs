using System.CommandLine;
using Distillery.Cli.Cluster;
using Distillery.Cli.Logs;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.Coordinator;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Commands;

/// <summary><c>distill coordinator</c>: serves one run to nodes on any machines.</summary>
internal sealed class CoordinatorCommand
{
    private readonly CliContext _context;
    private readonly Argument<string> _config = CommonOptions.Config();
    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _recordSamples = CommonOptions.RecordSamples();
    private readonly Option<bool> _supervised = CommonOptions.Supervised();

    private readonly Option<string> _runDirectory = new("--run-dir")
    {
        Description = "The folder of the run, on a disk that the nodes see under the same path.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where the cluster reaches the coordinator, and one port behind it for tensors where it averages.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => "127.0.0.1:7700",
    };

    private readonly Option<string?> _advertise = new("--advertise")
    {
        Description = "The address that the others are told, where it is another one than the coordinator listens on.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _coordinator = new("--coordinator")
    {
        Description = "Other coordinators of this run: one leads, the others stand by and take over.",
        HelpName = "HOST:PORT[,HOST:PORT…]",
    };

    private readonly Option<bool> _insecure = CommonOptions.Insecure();

    private readonly HttpParameters _http =
        new("Where the run shows a live page and answers /metrics, status, drain and stop");

    private CoordinatorCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        CoordinatorCommand parts = new(context);
        DocumentedCommand command = new(
            "coordinator",
            "Serves a run to nodes. It may be ended and started again at any time: the nodes wait for it and go on.",
            ("distill coordinator examples/smoke.yaml --run-dir runs/smoke", "for nodes of this machine"),
            ("distill coordinator run.yaml --run-dir /shared/run --listen 0.0.0.0:7700 --advertise train-0:7700 --set cluster.nodes=8",
                "for eight nodes of a network; docs/cluster.md has more"))
        {
            parts._config, parts._set, parts._runDirectory, parts._listen, parts._advertise, parts._coordinator, parts._insecure,
            parts._json, parts._recordSamples, parts._supervised,
        };
        parts._http.AddTo(command);
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        RunConfig config = ConfigLoader.Load(parsed.GetRequiredValue(_config), parsed.GetRequiredValue(_set));
        if (config.Methods.Count != 1)
        {
            throw new UserErrorException(
                $"a coordinator serves one method, and this configuration has {config.Methods.Count}",
                $"Choose one, such as --set method={config.Methods[0].Label}, or use distill run.");
        }
        bool isSupervised = parsed.GetValue(_supervised);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_context.Stop);
        if (isSupervised) ParentWatch.Start(stop.Cancel);
        IRunView view = RunViews.Create(_context, parsed.GetValue(_json));
        LoggedView? logged = isSupervised ? null : Logged(view, config.Telemetry); // Else whoever started it tells the person.
        view = logged ?? view;
        using CancellationTokenRegistration stopping = stop.Token.Register(view.Stopping);
        CoordinatorSettings settings = new()
        {
            ExpectedNodes = config.Cluster.Nodes, RecordSamples = parsed.GetValue(_recordSamples),
        };
        ILoggerFactory logs = logged is null ? new SentenceLogs(view.Note) : new OneLog(logged.Log);
        CoordinatorRun cluster = new(settings, ReadPlace(parsed), _http.Read(parsed), view, logs, _context.Time)
        {
            Identified = runId => logged?.Identify(runId),
        };
        MethodRun run = MethodRun.Plan(config, parsed.GetRequiredValue(_runDirectory)).Single();
        RunSummary? complete = run.CompletedSummary();
        RunSummary summary;
        try
        {
            summary = complete ?? view.During(() => cluster.Train(run, stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _context.Error.WriteLine("interrupted before it led: nothing of the run was changed here");
            return ExitCodes.Interrupted;
        }
        using RunFolder folder = RunFolder.OpenForReading(run.FolderPath);
        if (!isSupervised) view.Finished(folder, summary, wasComplete: complete is not null);
        return summary.Status == RunStatus.Interrupted ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    private ClusterPlace ReadPlace(ParseResult parsed) => new(HostAndPort.Parse(parsed.GetRequiredValue(_listen)))
    {
        Advertise = parsed.GetValue(_advertise) is { } advertise ? HostAndPort.Parse(advertise) : null,
        Seeds = parsed.GetValue(_coordinator) is { } seeds ? ClusterPlace.ParseSeeds(seeds) : [],
        IsInsecure = parsed.GetValue(_insecure),
    };

    private LoggedView Logged(IRunView view, TelemetryConfig telemetry) =>
        new(view, new LineLogger("coordinator", telemetry.LogFormat, telemetry.LogLevel, _context.Time, view.Note));
}
