using Distillery.Cli.Cluster.Host;
using Distillery.Cli.Logs;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator;
using Distillery.Coordinator.Leading;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>A run on several processes of this machine: the coordinator in this one, nodes in processes of their
/// own.</summary>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class ProcessCluster(ClusterRequest request, HttpRequest? http, IRunView view, TimeProvider time) : IRunCluster
{
    private readonly RunHttp _http = new(http, time);

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        CoordinatorSettings settings = new()
        {
            ExpectedNodes = request.NodeCount, AwaitsFormerNodes = false, RecordSamples = request.RecordSamples,
        };
        ClusterPlace place = ClusterPlace.Loopback;
        await using ClusterCoordinator coordinator = await ClusterCoordinator.StartAsync(
            new RunFolderClaim(folder), run.Config, place,
            (held, actors) =>
            {
                RunningCoordinator leading = LedRuns.Begin(
                    held, actors, run.Config, settings, place, _http.Observe(pump, held), time);
                return new LedRun(leading, _http.Serve(leading, pump.Preparing));
            },
            time, new SentenceLogs(pump.Warned));
        await using NodeProcesses nodes = NodeProcesses.Start(request, coordinator.Address, pump.Preparing, time);
        await using CancellationTokenRegistration stopping = stop.Register(() => _ = coordinator.StopAsync("interrupted"));
        await Task.WhenAny(coordinator.Ended, nodes.Failed);
        if (!coordinator.Ended.IsCompleted)
        {
            (await coordinator.LeadAsync(CancellationToken.None)).Stop("the nodes have ended");
            await coordinator.Ended;
            throw RunFailures.Of(await nodes.Failed);
        }
        return RunFailures.Require(await coordinator.Ended);
    }
}
