using Distillery.Coordinator.Record;
using Distillery.GpuNode.Protocol;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>From the words with which nodes and coordinators end to exceptions, which become exit codes.</summary>
internal static class RunFailures
{
    internal static Exception Of(NodeExit exit) => exit.IsRequestWrong
        ? new UserErrorException(exit.Text, exit.NextStep, exit.Cause)
        : new RunFailedException(exit.Text, exit.NextStep, exit.Cause);

    /// <summary>The summary of a run that did not fail, and of which everything is saved.</summary>
    /// <exception cref="RunFailedException">It did, or the last checkpoint could not be written.</exception>
    internal static RunSummary Require(RunEnd end)
    {
        if (end.Outcome.Reason == DismissReason.Failed) throw new RunFailedException(end.Outcome.Text, end.Outcome.NextStep);
        if (end.SavedSteps >= end.Summary.Steps) return end.Summary;
        throw new RunFailedException(
            $"the run has stopped after step {end.Summary.Steps}, which could not be saved: the newest checkpoint is of step "
            + $"{end.SavedSteps}",
            "Mend what the warning before this says, then run the same command again: it goes on from that checkpoint.");
    }
}
