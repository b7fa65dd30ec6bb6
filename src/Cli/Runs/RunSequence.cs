using Distillery.Cli.Cluster;
using Distillery.Cli.Progress;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Runs;

/// <summary>The methods of one request, one after the other; those that are complete already are only
/// reported.</summary>
internal sealed class RunSequence(RunConfig config, IRunCluster cluster, IRunView view)
{
    /// <returns>Completed, or interrupted when it was stopped before the last method was done.</returns>
    /// <exception cref="Distillery.Shared.UserErrorException">The request cannot be carried out as it
    /// stands.</exception>
    /// <exception cref="RunFailedException">A run failed; the methods before it are complete.</exception>
    internal RunStatus Execute(string runDirectory, CancellationToken stop)
    {
        IReadOnlyList<MethodRun> runs = MethodRun.Plan(config, runDirectory);
        foreach (MethodRun run in runs)
        {
            if (stop.IsCancellationRequested) return RunStatus.Interrupted;
            if (Execute(run, stop) == RunStatus.Interrupted) return RunStatus.Interrupted;
        }
        if (runs.Count > 1) view.Compared(RunComparison.Read([.. runs.Select(run => run.FolderPath)]));
        return RunStatus.Completed;
    }

    private RunStatus Execute(MethodRun run, CancellationToken stop)
    {
        RunSummary? complete = run.CompletedSummary();
        RunSummary summary = complete ?? view.During(() => cluster.Train(run, stop));
        using RunFolder folder = RunFolder.OpenForReading(run.FolderPath);
        view.Finished(folder, summary, wasComplete: complete is not null);
        return summary.Status;
    }
}
