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
    private static readonly TimeSpan StandbyAfter = TimeSpan.FromSeconds(3); // A founder leads within a second or two.

    /// <summary>Gets the run's id, before anything is told of the run.</summary>
    internal Action<string> Identified { get; init; } = _ => { };

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, ViewPump pump, CancellationToken stop)
    {
        RunHttp answering = new(http, time);
        DateTime began = time.GetUtcNow().UtcDateTime;
        RunFolderClaim claim = new(run.FolderPath, mayCreate: place.Seeds.Count == 0);
        await using ClusterCoordinator coordinator = await ClusterCoordinator.StartAsync(
            claim, run.Config, place,
            (folder, actors) =>
            {
                run.RequireSameConfiguration();
                EndedRun.ThrowIfEnded(folder, began);
                RunningCoordinator leading = LedRuns.Begin(
                    folder, actors, run.Config, settings, place, answering.Observe(pump, folder), time);
                Identified(leading.RunId);
                return new LedRun(leading, answering.Serve(leading, pump.Preparing));
            },
            time, logs, Path.Combine(run.FolderPath, RunFolder.MembersFileName));
        pump.Preparing($"waiting for nodes at {coordinator.Address}");
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task standingBy = TellStandbyAsync(coordinator, claim, pump, stopping.Token);
        try
        {
            return await EndAsync(coordinator, stop);
        }
        catch (EndedRun ended)
        {
            return ended.Summary;
        }
        finally
        {
            await stopping.CancelAsync();
            await standingBy;
        }
    }

    private async Task<RunSummary> EndAsync(ClusterCoordinator coordinator, CancellationToken stop)
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

    /// <summary>A person must see why nothing happens here.</summary>
    private async Task TellStandbyAsync(ClusterCoordinator coordinator, RunFolderClaim claim, ViewPump pump, CancellationToken stop)
    {
        await Task.Delay(StandbyAfter, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested && coordinator.Leading is null && !coordinator.Ended.IsCompleted)
            pump.Preparing($"standing by: {claim.Holder} leads this run");
    }
}
