using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator.Host;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;
using Distillery.Coordinator.Record;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>The coordinator's part of a run: it waits for nodes, wherever they are started.</summary>
/// <param name="listen">HOST:PORT.</param>
/// <param name="http">Where it answers over HTTP; null when it does not.</param>
internal sealed class CoordinatorRun(
    CoordinatorHostOptions options, string listen, HttpOptions? http, IRunView view, TimeProvider time) : IRunCluster
{
    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: true);
        return pump.RunUntilEnd(TrainAsync(run, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        EventFeed events = new(pump, time);
        events.Recall(EventLog.ReadLast(folder.EventsPath, EventFeed.MostKept));
        await using CoordinatorHost coordinator = ListeningCoordinator.Start(folder, run.Config, options, listen, events, time);
        await using HttpFace? face = http is null ? null : await HttpFace.StartAsync(http, coordinator, events, time);
        pump.Preparing($"waiting for nodes at {coordinator.Address}");
        if (face is not null) pump.Preparing($"answering at {face.Address}");
        await using CancellationTokenRegistration stopping = stop.Register(() => coordinator.Stop("interrupted"));
        return RunFailures.Require(await coordinator.Ended);
    }
}
