using System.CommandLine;
using Distillery.Cli.Remote;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Cli.Commands;

/// <summary><c>distill status</c>: how a run and its nodes stand.</summary>
internal static class StatusCommand
{
    internal static Command Create(CliContext context)
    {
        RemoteOptions remote = new();
        Option<bool> json = CommonOptions.Json();
        DocumentedCommand command = new(
            "status",
            "Shows how a run stands: step, accuracy, what was lost, and each node with its ranks.",
            ("distill status --coordinator http://127.0.0.1:7780", "a run on this machine"),
            ("distill status --coordinator http://train-0:7780 --token-file token --json", "for another program to read"))
        {
            remote.Coordinator, remote.TokenFile, remote.Authority, json,
        };
        command.SetAction(parsed =>
        {
            using CoordinatorClient coordinator = remote.Connect(parsed, context.Stop);
            RunDocument run = coordinator.GetRun();
            IReadOnlyList<NodeDocument> nodes = coordinator.GetNodes();
            if (parsed.GetValue(json)) context.Output.WriteLine(StatusText.Json(run, nodes));
            else foreach (string line in StatusText.Lines(run, nodes)) context.Output.WriteLine(line);
            return ExitCodes.Done;
        });
        return command;
    }
}
