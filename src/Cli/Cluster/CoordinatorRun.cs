using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator.Host;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>The coordinator's part of a run: it waits for nodes, wherever they are started.</summary>
/// <param name="listen">HOST:PORT.</param>
internal sealed class CoordinatorRun(CoordinatorHostOptions options, string listen, IRunView view, TimeProvider time) : IRunCluster
{
    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        await using CoordinatorHost coordinator = ListeningCoordinator.Start(folder, run.Config, options, listen, pump, time);
        pump.Preparing($"waiting for nodes at {coordinator.Address}");
        await using CancellationTokenRegistration stopping = stop.Register(() => coordinator.Stop("interrupted"));
        return RunFailures.Require(await coordinator.Ended);
    }
}
