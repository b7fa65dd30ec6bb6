using System.CommandLine;
using Distillery.Cli.Cluster;
using Distillery.Cli.Logs;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Protocol;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cli.Commands;

/// <summary><c>distill node</c>: lends this machine to a run.</summary>
internal sealed class NodeCommand
{
    private readonly CliContext _context;
    private readonly Option<string> _devices = CommonOptions.Devices();
    private readonly Option<bool> _supervised = CommonOptions.Supervised();

    private readonly Option<string> _coordinator = new("--coordinator")
    {
        Description = "Where the run's coordinators listen, one or more. A node waits for one as long as it takes.",
        HelpName = "HOST:PORT[,HOST:PORT…]",
        Required = true,
    };

    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Where the cluster reaches this node, and one port behind it for tensors; free ports of this machine alone, "
            + "unless --advertise is given.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _advertise = new("--advertise")
    {
        Description = "The address that the others are told, where it is another one than this node listens on.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string> _roles = new("--roles")
    {
        Description = "What the node does for the run.",
        HelpName = "student,teacher,data",
        DefaultValueFactory = _ => "student,teacher,data",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Processor cores that the node uses; all of the machine's without it. The result does not depend on it.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<int?> _simulated = new("--simulated-teacher") { Hidden = true }; // For benchmarks: microseconds an image.
    private readonly HttpParameters _http = new("Where the node answers /metrics and /health");
    private readonly Option<string?> _certificate = Pem("--tls-certificate", "This node's certificate");
    private readonly Option<string?> _key = Pem("--tls-key", "The certificate's private key");
    private readonly Option<string?> _authority = Pem("--tls-authority", "The authority by which all certificates are signed");

    private readonly Option<bool> _insecure = CommonOptions.Insecure();

    private readonly LogParameters _log = new();

    private NodeCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        NodeCommand parts = new(context);
        DocumentedCommand command = new(
            "node",
            "Lends this machine to the run of a coordinator. SIGTERM lets it go without losing a step.",
            ("distill node --coordinator 127.0.0.1:7700", "one more process on the coordinator's machine"),
            ("distill node --coordinator train-0:7700 --advertise $(hostname):7710 --device cuda:all --insecure",
                "all GPUs of another machine, on a network that you trust; else with the three files of TLS"))
        {
            parts._coordinator, parts._listen, parts._advertise, parts._roles, parts._devices, parts._threads,
            parts._log.Format, parts._log.Level, parts._certificate, parts._key, parts._authority, parts._insecure,
            parts._supervised, parts._simulated,
        };
        parts._http.AddTo(command);
        command.SetAction((parsed, _) => parts.ExecuteAsync(parsed));
        return command;
    }

    private async Task<int> ExecuteAsync(ParseResult parsed)
    {
        NodeService service = Read(parsed);
        using CancellationTokenSource abandon = new();
        bool isSupervised = parsed.GetValue(_supervised);
        if (isSupervised) ParentWatch.Start(abandon.Cancel);
        NodeLog log = isSupervised ? NodeLog.Plain(Write) : NodeLog.To(new LineLogger(
            "node", parsed.GetValue(_log.Format), parsed.GetValue(_log.Level), _context.Time, Write));
        NodeExit exit = await service.ServeAsync(log, _context.Time, _context.Stop, abandon.Token);
        bool isGood = exit.Reason is DismissReason.Completed or DismissReason.Stopped or DismissReason.Drained;
        if (isSupervised)
        {
            NodeExitLine.Write(_context.Output, exit); // Whoever started it tells the person.
            return isGood ? ExitCodes.Done : ErrorReport.Of(RunFailures.Of(exit)).ExitCode;
        }
        log.Ended(exit, isGood);
        if (!isGood) throw RunFailures.Of(exit);
        return ExitCodes.Done;
    }

    private NodeService Read(ParseResult parsed)
    {
        string? advertise = parsed.GetValue(_advertise);
        HostAndPort? advertised = advertise is null ? null : HostAndPort.Parse(advertise);
        int threads = parsed.GetValue(_threads);
        if (threads < 1) throw new UserErrorException($"--threads {threads}: a node needs a core", "Write 1 or more, or leave it out.");
        return new NodeService
        {
            Place = new ClusterPlace(HostAndPort.Parse(
                parsed.GetValue(_listen) ?? (advertised is { } address ? $"0.0.0.0:{address.Port}" : "127.0.0.1:0")))
            {
                Advertise = advertised,
                Seeds = ClusterPlace.ParseSeeds(parsed.GetRequiredValue(_coordinator)),
                Tls = ReadTls(parsed),
                IsInsecure = parsed.GetValue(_insecure),
            },
            Roles = ParseRoles(parsed.GetRequiredValue(_roles)),
            Devices = CommonOptions.ParseDevices(parsed.GetRequiredValue(_devices)),
            Cores = threads,
            Http = _http.Read(parsed),
            SimulatedMicroseconds = parsed.GetValue(_simulated),
        };
    }

    private TlsConfig? ReadTls(ParseResult parsed)
    {
        string?[] files = [parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_authority)];
        if (files.All(file => file is null)) return null;
        if (files.Any(file => file is null))
        {
            throw new UserErrorException(
                "TLS needs three files, and some are missing",
                "Give --tls-certificate, --tls-key and --tls-authority together.");
        }
        return new TlsConfig
        {
            Certificate = Path.GetFullPath(files[0]!), Key = Path.GetFullPath(files[1]!), Authority = Path.GetFullPath(files[2]!),
        };
    }

    private static NodeRoles ParseRoles(string text)
    {
        NodeRoles roles = NodeRoles.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            roles |= name switch
            {
                "student" => NodeRoles.Student,
                "teacher" => NodeRoles.Teacher,
                "data" => NodeRoles.Data,
                _ => throw new UserErrorException(
                    $"--roles: there is no role '{name}'", "Write one or more of student,teacher,data."),
            };
        }
        return roles;
    }

    private static Option<string?> Pem(string name, string description) => new(name)
    {
        Description = $"{description}, a PEM file; all three together turn on TLS.",
        HelpName = "FILE",
    };

    private void Write(string line) => _context.Error.WriteLine(line);
}
