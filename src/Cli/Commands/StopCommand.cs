using System.CommandLine;
using Distillery.Cli.Remote;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;
using Distillery.GpuNode.Training;

namespace Distillery.Cli.Commands;

/// <summary><c>distill stop</c>: ends a run so that it can be resumed.</summary>
internal static class StopCommand
{
    /// <summary>The coordinator answers as soon as the run has ended; asking in between shows that it lives.</summary>
    private const double LongestWaitSeconds = 5;

    internal static Command Create(CliContext context)
    {
        RemoteOptions remote = new();
        Option<double> wait = WaitOption.Create("How long to wait until the run has ended; 0 only asks.");
        DocumentedCommand command = new(
            "stop",
            "Ends a run after the current step: everything is saved, all nodes are let go, and it can be resumed.",
            ("distill stop --coordinator http://127.0.0.1:7780", "as Ctrl-C does where the run was started"))
        {
            remote.Coordinator, remote.TokenFile, remote.Authority, wait,
        };
        command.SetAction(parsed =>
        {
            using CoordinatorClient coordinator = remote.Connect(parsed, context.Stop);
            return Stop(coordinator, parsed.GetValue(wait), context);
        });
        return command;
    }

    private static int Stop(CoordinatorClient coordinator, double waitSeconds, CliContext context)
    {
        OutcomeDocument? outcome = coordinator.Stop(waitSeconds: 0).Outcome;
        if (outcome is null) context.Output.WriteLine("the run was asked to stop; it saves first");
        long start = context.Time.GetTimestamp();
        try
        {
            while (outcome is null && context.Time.GetElapsedTime(start).TotalSeconds is double elapsed && elapsed < waitSeconds)
            {
                double rest = Math.Min(LongestWaitSeconds, waitSeconds - elapsed);
                outcome = coordinator.Stop((int)Math.Ceiling(rest)).Outcome;
            }
        }
        catch (UnreachableException error) when (error.IsGone)
        {
            context.Output.WriteLine("the coordinator has gone; the run folder's summary.json says how the run ended");
            return ExitCodes.Done;
        }
        if (outcome is not null) return Tell(outcome, context);
        if (waitSeconds == 0) return ExitCodes.Done;
        throw new RunFailedException(
            $"the run has not ended after {Phrases.Duration(waitSeconds)}",
            "It stays asked; `distill status` shows what it is doing.");
    }

    private static int Tell(OutcomeDocument outcome, CliContext context)
    {
        if (outcome.Reason == OutcomeDocument.Failed)
            throw new RunFailedException(PlainText.Of(outcome.Text), PlainText.Of(outcome.Next));
        context.Output.WriteLine($"the run has {PlainText.Of(outcome.Reason)}: {PlainText.Of(outcome.Text)}");
        if (outcome.Next.Length > 0) context.Output.WriteLine($"next:  {PlainText.Of(outcome.Next)}");
        return ExitCodes.Done;
    }
}
