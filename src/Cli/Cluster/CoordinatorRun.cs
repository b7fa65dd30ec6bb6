using Distillery.Cli.Cluster.Host;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator;
using Distillery.Coordinator.Leading;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Runs;
using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Cluster;

/// <summary>The coordinator's part of a run: it waits for nodes, wherever they are started. Where another process leads the run it stands
/// by, and takes over when that one is gone.</summary>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class CoordinatorRun(
    CoordinatorSettings settings, ClusterPlace place, HttpRequest? http, IRunView view, ILoggerFactory logs, TimeProvider time)
    : IRunCluster
{
    /// <summary>Gets the run's id, before anything is told of the run.</summary>
    internal Action<string> Identified { get; init; } = _ => { };

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, ViewPump pump, CancellationToken stop)
    {
        RunHttp answering = new(http, time, place.Advertise?.Host);
        DateTime began = time.GetUtcNow().UtcDateTime;
        // One that names no other and finds the folder taken is most likely started twice.
        RunFolderClaim claim = place.Seeds.Count == 0
            ? new RunFolderClaim(run.OpenFolder()) : new RunFolderClaim(run.FolderPath, mayCreate: place.IsFirstSeed);
        await using Standby standby = new(http, claim, pump, time);
        await using ClusterCoordinator coordinator = await ClusterCoordinator.StartAsync(
            claim, run.Config, place,
            (folder, actors) =>
            {
                standby.EndAsync().Wait();
                run.RequireSameConfiguration();
                EndedRun.ThrowIfEnded(folder, began);
                RunningCoordinator leading = LedRuns.Begin(
                    folder, actors, run.Config, settings, place, answering.Observe(pump, folder), time);
                Identified(leading.RunId);
                return new LedRun(leading, answering.Serve(leading, pump.Preparing));
            },
            time, logs, Path.Combine(run.FolderPath, RunFolder.MembersFileName));
        pump.Preparing($"waiting for nodes at {coordinator.Address}");
        standby.Watch(coordinator);
        try
        {
            return await EndAsync(coordinator, stop);
        }
        catch (EndedRun ended)
        {
            return ended.Summary;
        }
    }

    private static async Task<RunSummary> EndAsync(ClusterCoordinator coordinator, CancellationToken stop)
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration stopping = stop.Register(() => asked.TrySetResult());
        await Task.WhenAny(coordinator.Ended, asked.Task);
        if (!coordinator.Ended.IsCompleted)
        {
            if (coordinator.Leading is not { } leading) throw new OperationCanceledException("it stood by", stop);
            leading.Stop("interrupted");
        }
        return RunFailures.Require(await coordinator.Ended);
    }
}
