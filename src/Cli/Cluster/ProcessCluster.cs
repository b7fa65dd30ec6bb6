using Distillery.Cli.Cluster.Host;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>A run on several processes of this machine: the coordinator in this one, nodes in processes of their
/// own.</summary>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class ProcessCluster(ClusterRequest request, HttpRequest? http, IRunView view, TimeProvider time) : IRunCluster
{
    private const string AnyLoopbackPort = "127.0.0.1:0";

    private readonly RunHttp _http = new(http, time);

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        CoordinatorSettings settings = new()
        {
            ExpectedNodes = request.NodeCount, AwaitsFormerNodes = false, RecordSamples = request.RecordSamples,
        };
        await using LocalSystem system = LocalSystem.Start();
        await using RunningCoordinator coordinator = ListeningCoordinator.Start(
            system.Actors, folder, run.Config, settings, AnyLoopbackPort, _http.Observe(pump, folder), time);
        await using IAsyncDisposable? face = await _http.ServeAsync(coordinator, pump.Preparing);
        await using NodeProcesses nodes = NodeProcesses.Start(request, coordinator.Address, pump.Preparing, time);
        await using CancellationTokenRegistration stopping = stop.Register(() => coordinator.Stop("interrupted"));
        await Task.WhenAny(coordinator.Ended, nodes.Failed);
        if (!coordinator.Ended.IsCompleted)
        {
            coordinator.Stop("the nodes have ended");
            await coordinator.Ended;
            throw RunFailures.Of(await nodes.Failed);
        }
        return RunFailures.Require(await coordinator.Ended);
    }
}
