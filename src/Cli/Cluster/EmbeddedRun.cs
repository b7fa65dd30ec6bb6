using Akka.Actor;
using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator;
using Distillery.Coordinator.Record;
using Distillery.GpuNode;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Work;
using Distillery.Shared.Actors;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.TensorLinks;

namespace Distillery.Cli.Cluster;

/// <summary>A run in this process alone: a coordinator and one node, whose actors hand each other messages by reference.</summary>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class EmbeddedRun(
    RunOptions options, RunResources resources, HttpRequest? http, IRunView view, TimeProvider time) : IRunCluster
{
    private readonly RunHttp _http = new(http, time);
    private Task<LocalSystem>? _first = Task.Run(LocalSystem.Start); // While the run is looked at and its folder opened.

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: false);
        return pump.RunUntilEnd(TrainAsync(run.Config, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(RunConfig config, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        await using LocalSystem system = await (Interlocked.Exchange(ref _first, null) ?? Task.Run(LocalSystem.Start));
        CoordinatorSettings coordinating = new()
        {
            ExpectedNodes = 1, AwaitsFormerNodes = false, RecordSamples = options.RecordSamples,
        };
        await using RunningCoordinator coordinator = RunningCoordinator.Start(
            system.Actors, folder, config, coordinating, open: null, _http.Observe(pump, folder), time);
        await using IAsyncDisposable? face = await _http.ServeAsync(
            coordinator, pump.Preparing, [.. RunMetrics.All, .. NodeMetrics.All]);
        await using RunningNode node = StartNode(system.Actors, coordinator.Actor, pump);
        await using CancellationTokenRegistration stopping = stop.Register(() => coordinator.Stop("interrupted"));
        await Task.WhenAny(coordinator.Ended, node.Exited);
        if (!coordinator.Ended.IsCompleted && (await node.Exited) is { Reason: null } failure)
        {
            coordinator.Stop(failure.Text); // Nobody else would come.
            await coordinator.Ended;
            throw RunFailures.Of(failure);
        }
        RunEnd end = await coordinator.Ended;
        return RunFailures.Require(end);
    }

    private RunningNode StartNode(ActorSystem system, IActorRef coordinator, ViewPump pump)
    {
        NodeSettings settings = new() { Self = NodeNames.Create(), Name = NodeNames.Host, Coordinator = coordinator };
        NodeWorkOptions work = new()
        {
            Writer = settings.Self.Value,
            LoadInputs = (_, workers, stop) => resources.LoadInputs(workers, pump.Preparing, stop),
            Devices = options.Devices,
            Cores = options.Cores,
            SendsTelemetry = false,
        };
        return RunningNode.Start(
            system, settings, work, listener => new SelfTransport(settings.Self, listener), pump.Warned, time);
    }
}
