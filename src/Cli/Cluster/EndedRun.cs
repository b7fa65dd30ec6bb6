using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>A standby was about to take a run over that another process has brought to its end meanwhile.</summary>
internal sealed class EndedRun(RunSummary summary) : Exception("the run has ended")
{
    internal RunSummary Summary => summary;

    /// <param name="began">When this process began to stand by. What had ended before is a run to be resumed.</param>
    internal static void ThrowIfEnded(RunFolder folder, DateTime began)
    {
        if (!File.Exists(folder.SummaryPath) || File.GetLastWriteTimeUtc(folder.SummaryPath) < began) return;
        if (CoordinatorState.Read(folder.CoordinatorPath) is not { Members.Count: 0 }) return; // Its nodes wait for who goes on.
        RunSummary summary = RunSummary.Read(folder.SummaryPath);
        throw summary.Status == RunStatus.Failed
            ? new RunFailedException("the run has failed, as the coordinator that led it has said", "Look at its output for the reason.")
            : new EndedRun(summary);
    }
}
