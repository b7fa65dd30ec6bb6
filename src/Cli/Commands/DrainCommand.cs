using System.CommandLine;
using Distillery.Cli.Remote;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;
using Distillery.GpuNode.Training;

namespace Distillery.Cli.Commands;

/// <summary><c>distill drain</c>: lets a node go once the others can do without it.</summary>
internal static class DrainCommand
{
    private static readonly TimeSpan AskPeriod = TimeSpan.FromMilliseconds(250);

    internal static Command Create(CliContext context)
    {
        RemoteOptions remote = new();
        Argument<string> node = new("NODE")
        {
            Description = "A node's id or name, or a beginning that no other one has; `distill status` lists them.",
            Validators = { ParseErrors.RefuseOptions },
        };
        Option<double> wait = WaitOption.Create("How long to wait until the node is gone; 0 only asks.");
        DocumentedCommand command = new(
            "drain",
            "Lets a node go: what only it holds is handed over first, and its process then ends.",
            ("distill drain gpu-7 --coordinator http://train-0:7780", "before a machine is switched off"),
            ("distill drain gpu-7-4f --coordinator http://train-0:7780 --wait 0", "one of several on that machine; only ask"))
        {
            node, remote.Coordinator, remote.TokenFile, remote.Authority, wait,
        };
        command.SetAction(parsed =>
        {
            using CoordinatorClient coordinator = remote.Connect(parsed, context.Stop);
            DrainDocument drained = coordinator.Drain(parsed.GetRequiredValue(node));
            string name = PlainText.Of($"{drained.Name} ({drained.Id})");
            context.Output.WriteLine($"{name} was asked to leave");
            double seconds = parsed.GetValue(wait);
            if (seconds == 0) return ExitCodes.Done;
            WaitUntilGone(coordinator, drained.Id, name, TimeSpan.FromSeconds(seconds), context);
            context.Output.WriteLine($"{name} is gone");
            return ExitCodes.Done;
        });
        return command;
    }

    private static void WaitUntilGone(
        CoordinatorClient coordinator, string id, string name, TimeSpan patience, CliContext context)
    {
        long start = context.Time.GetTimestamp();
        while (Find(coordinator, id) is { } node)
        {
            if (context.Time.GetElapsedTime(start) >= patience)
            {
                throw new RunFailedException(
                    $"{name} is still there after {Phrases.Duration(patience.TotalSeconds)}: {PlainText.Of(node.State)}",
                    "It stays asked; `distill status` shows when it is gone.");
            }
            context.Stop.WaitHandle.WaitOne(AskPeriod);
            context.Stop.ThrowIfCancellationRequested();
        }
    }

    private static NodeDocument? Find(CoordinatorClient coordinator, string id)
    {
        try
        {
            return coordinator.GetNodes().FirstOrDefault(node => node.Id == id);
        }
        catch (UnreachableException error) when (error.IsGone)
        {
            throw new RunFailedException(
                $"the coordinator has gone while the node was leaving: {error.Message}",
                "Look at the run folder's summary.json: the run may be over.");
        }
    }
}
