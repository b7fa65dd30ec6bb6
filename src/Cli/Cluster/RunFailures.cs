using Distillery.Coordinator.Host;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Training;
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

    /// <summary>The summary of a run that did not fail.</summary>
    /// <exception cref="RunFailedException">It did.</exception>
    internal static RunSummary Require(RunEnd end) => end.Outcome.Reason == DismissReason.Failed
        ? throw new RunFailedException(end.Outcome.Text, end.Outcome.NextStep)
        : end.Summary;
}
