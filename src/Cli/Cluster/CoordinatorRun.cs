using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator;
using Distillery.Coordinator.Observation;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>The coordinator's part of a run: it waits for nodes, wherever they are started.</summary>
/// <param name="listen">HOST:PORT.</param>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class CoordinatorRun(
    CoordinatorSettings settings, string listen, HttpRequest? http, IRunView view, TimeProvider time) : IRunCluster
{
    /// <summary>Gets the run's id, before anything is told of the run.</summary>
    internal Action<string> Identified { get; init; } = _ => { };

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        RunHttp answering = new(http, time);
        IRunObserver observer = answering.Observe(pump, folder);
        await using LocalSystem system = LocalSystem.Start();
        await using RunningCoordinator coordinator = ListeningCoordinator.Start(
            system.Actors, folder, run.Config, settings, listen, observer, time);
        Identified(coordinator.RunId);
        await using IAsyncDisposable? face = await answering.ServeAsync(coordinator, pump.Preparing);
        pump.Preparing($"waiting for nodes at {coordinator.Address}");
        await using CancellationTokenRegistration stopping = stop.Register(() => coordinator.Stop("interrupted"));
        return RunFailures.Require(await coordinator.Ended);
    }
}
