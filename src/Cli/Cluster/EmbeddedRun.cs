using Distillery.Cli.Progress;
using Distillery.Cli.Runs;
using Distillery.Coordinator.Host;
using Distillery.GpuNode.Host;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.Transport.InProcess;

namespace Distillery.Cli.Cluster;

/// <summary>A run in this process alone: a coordinator and one node, which hand each other messages by reference.</summary>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class EmbeddedRun(
    RunOptions options, RunResources resources, HttpRequest? http, IRunView view, TimeProvider time) : IRunCluster
{
    private readonly RunHttp _http = new(http, time);

    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        using RunFolder folder = run.OpenFolder();
        using ViewPump pump = new(view, tellsMembership: false);
        return pump.RunUntilEnd(TrainAsync(run.Config, folder, pump, stop));
    }

    private async Task<RunSummary> TrainAsync(RunConfig config, RunFolder folder, ViewPump pump, CancellationToken stop)
    {
        InProcessNetwork network = new();
        CoordinatorHostOptions coordinating = new()
        {
            ExpectedNodes = 1, AwaitsFormerNodes = false, RecordSamples = options.RecordSamples,
        };
        await using CoordinatorHost coordinator = CoordinatorHost.Start(
            folder, config, coordinating, listener => network.Register(NodeId.Coordinator, listener),
            _http.Observe(pump, folder), time);
        await using IAsyncDisposable? face = await _http.ServeAsync(
            coordinator, pump.Preparing, [.. RunMetrics.All, .. NodeMetrics.All]);
        await using NodeHost node = StartNode(network, pump);
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

    private NodeHost StartNode(InProcessNetwork network, ViewPump pump)
    {
        NodeHostOptions hosting = new() { Self = NodeNames.Create(), Name = NodeNames.Host };
        NodeWorkOptions work = new()
        {
            Writer = hosting.Self.Value,
            LoadInputs = (_, workers, stop) => resources.LoadInputs(workers, pump.Preparing, stop),
            Device = options.Device,
            Cores = options.Cores,
            SendsTelemetry = false,
        };
        return NodeHost.Start(hosting, work, listener => network.Register(hosting.Self, listener), pump.Warned, time);
    }
}
