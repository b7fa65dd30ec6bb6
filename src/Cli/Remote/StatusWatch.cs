using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;
using Distillery.GpuNode.Training;

namespace Distillery.Cli.Remote;

/// <summary>Shows a run again and again, until it ends or a person has seen enough. A coordinator that is lost is waited
/// for.</summary>
internal sealed class StatusWatch(CoordinatorClient coordinator, IStatusView view, TimeSpan period, CliContext context)
{
    /// <returns>An exit code: done when the run completed or was stopped, or when the person left.</returns>
    /// <exception cref="Distillery.Shared.UserErrorException">The coordinator does not want to be asked like this.</exception>
    /// <exception cref="UnreachableException">It did not answer even once.</exception>
    internal int Run()
    {
        using EventFollower events = EventFollower.Start(coordinator, context.Stop);
        bool wasHeard = false;
        while (!context.Stop.IsCancellationRequested)
        {
            OutcomeDocument? outcome = null;
            try
            {
                RunDocument run = coordinator.GetRun();
                outcome = run.Outcome;
                view.Show(run, coordinator.GetNodes(), events.Events);
                wasHeard = true;
            }
            catch (UnreachableException problem) when (wasHeard)
            {
                outcome = LastWords(events.Events);
                if (outcome is null) view.Gone(problem.Message, events.Events);
            }
            catch (RunFailedException problem) when (wasHeard) // Its loop is held up.
            {
                view.Gone(problem.Message, events.Events);
            }
            catch (OperationCanceledException) when (context.Stop.IsCancellationRequested)
            {
                break;
            }
            if (outcome is not null) return view.Ended(outcome);
            events.Wait(period, context.Stop);
        }
        return ExitCodes.Done;
    }

    /// <summary>A coordinator tells its followers how the run has ended before it goes.</summary>
    private static OutcomeDocument? LastWords(IReadOnlyList<EventDocument> events)
    {
        if (events is not [.., { Kind: EventFollower.EndedKind } last]) return null;
        string[] parts = last.Text.Split(": ", 2);
        return new OutcomeDocument(parts[0], parts[^1], "");
    }
}
