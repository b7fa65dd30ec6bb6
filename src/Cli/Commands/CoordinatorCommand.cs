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
        Description = "Where nodes reach the coordinator.",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => "127.0.0.1:7700",
    };

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
            ("distill coordinator run.yaml --run-dir /shared/run --listen 0.0.0.0:7700 --set cluster.nodes=8",
                "for eight nodes of a network; docs/cluster.md has more"))
        {
            parts._config, parts._set, parts._runDirectory, parts._listen, parts._json, parts._recordSamples, parts._supervised,
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
        CoordinatorRun cluster = new(settings, parsed.GetRequiredValue(_listen), _http.Read(parsed), view, _context.Time)
        {
            Identified = runId => logged?.Identify(runId),
        };
        MethodRun run = MethodRun.Plan(config, parsed.GetRequiredValue(_runDirectory)).Single();
        RunSummary? complete = run.CompletedSummary();
        RunSummary summary = complete ?? view.During(() => cluster.Train(run, stop.Token));
        using RunFolder folder = RunFolder.OpenForReading(run.FolderPath);
        if (!isSupervised) view.Finished(folder, summary, wasComplete: complete is not null);
        return summary.Status == RunStatus.Interrupted ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    private LoggedView Logged(IRunView view, TelemetryConfig telemetry) =>
        new(view, new LineLogger("coordinator", telemetry.LogFormat, telemetry.LogLevel, _context.Time, view.Note));
}
