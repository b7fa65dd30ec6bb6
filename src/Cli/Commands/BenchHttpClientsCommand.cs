using System.CommandLine;
using Distillery.Cli.Bench.Http.Host;
using Distillery.Cli.Cluster;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench http-clients</c>: the slow clients of <c>distill bench http</c>, which starts it. The end of input
/// ends it.</summary>
internal static class BenchHttpClientsCommand
{
    internal static Command Create(CliContext context)
    {
        Option<string?> address = new("--address"); // Without it they have a stand-in of their own.
        Option<int> clients = new("--clients") { Required = true };
        Command command = new(ClientProcess.Command, "The clients of 'distill bench http', which starts it.") { address, clients };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            ParentWatch.Start(() => ended.TrySetResult());
            int count = parsed.GetValue(clients);
            string? server = parsed.GetValue(address);
            await using StandIn? standIn = server is null ? StandIn.Start() : null;
            await using SlowClients slow = SlowClients.Start(standIn?.Address ?? new Uri(server!), count);
            await ended.Task;
            context.Output.WriteLine($"{slow.Open} of {count} clients connected at the end, {slow.Refused} times one was shut out");
            return ExitCodes.Done;
        });
        return command;
    }
}
