using System.CommandLine;
using Distillery.Cli.Progress;
using Distillery.Cli.Remote;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;
using Distillery.Shared;
using Spectre.Console;

namespace Distillery.Cli.Commands;

/// <summary><c>distill status</c>: how a run and its nodes stand, once or until the run ends.</summary>
internal static class StatusCommand
{
    private const double TerminalPeriodSeconds = 1;
    private const double LogPeriodSeconds = 10;
    private const double LongestPeriodSeconds = 3600;

    internal static Command Create(CliContext context)
    {
        RemoteOptions remote = new();
        Option<bool> json = CommonOptions.Json();
        Option<bool> watch = new("--watch") { Description = "Show it again and again until the run ends; Ctrl-C leaves." };
        Option<double?> every = new("--every")
        {
            Description = "With --watch: the period; without it 1 on a terminal and 10 in a log.",
            HelpName = "SECONDS",
        };
        DocumentedCommand command = new(
            "status",
            "Shows how a run stands: step, accuracy, what was lost, and each node with its ranks.",
            ("distill status --coordinator http://127.0.0.1:7780", "a run on this machine"),
            ("distill status --coordinator http://127.0.0.1:7780 --watch", "until it ends"),
            ("distill status --coordinator http://train-0:7780 --token-file token --json", "for another program to read"))
        {
            remote.Coordinator, remote.TokenFile, remote.Authority, watch, every, json,
        };
        command.SetAction(parsed =>
        {
            using CoordinatorClient coordinator = remote.Connect(parsed, context.Stop);
            bool isJson = parsed.GetValue(json);
            if (parsed.GetValue(watch)) return Watch(coordinator, PeriodOf(parsed.GetValue(every), context), isJson, context);
            ShowOnce(coordinator, isJson, context);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void ShowOnce(CoordinatorClient coordinator, bool isJson, CliContext context)
    {
        RunDocument run = coordinator.GetRun();
        IReadOnlyList<NodeDocument> nodes = coordinator.GetNodes();
        if (isJson) context.Output.WriteLine(StatusText.Json(run, nodes));
        else foreach (string line in StatusText.Lines(run, nodes)) context.Output.WriteLine(line);
    }

    private static int Watch(CoordinatorClient coordinator, TimeSpan period, bool isJson, CliContext context)
    {
        if (isJson || !context.IsTerminal)
            return new StatusWatch(coordinator, new StatusLines(context, isJson), period, context).Run();
        IReadOnlyList<string> last = [];
        int code = LiveView.ConsoleOf(context.Output).Live(new Text("")).AutoClear(true).Start(display =>
        {
            StatusScreen screen = new(display, context);
            int end = new StatusWatch(coordinator, screen, period, context).Run();
            last = screen.LastLines;
            return end;
        });
        foreach (string line in last) context.Output.WriteLine(line);
        return code;
    }

    private static TimeSpan PeriodOf(double? seconds, CliContext context) => seconds switch
    {
        null => TimeSpan.FromSeconds(context.IsTerminal ? TerminalPeriodSeconds : LogPeriodSeconds),
        >= 0.1 and <= LongestPeriodSeconds => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new UserErrorException($"--every {seconds}: the period is 0.1 to {LongestPeriodSeconds} seconds", "Write --every 5, or leave it out."),
    };
}
