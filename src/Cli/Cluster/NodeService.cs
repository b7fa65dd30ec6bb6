using Distillery.Cli.Bench.Teachers.Host;
using Distillery.Cli.Logs;
using Distillery.Cli.Runs;
using Distillery.GpuNode;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Http.Host;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;

namespace Distillery.Cli.Cluster;

/// <summary>What <c>distill node</c> was asked for.</summary>
internal sealed record NodeService
{
    internal required ClusterPlace Place { get; init; }

    internal required NodeRoles Roles { get; init; }

    internal required IReadOnlyList<ComputeDevice> Devices { get; init; }

    internal required int Cores { get; init; }

    /// <summary>A teacher that takes so long for an image and knows nothing, instead of the run's; for benchmarks.</summary>
    internal int? SimulatedMicroseconds { get; init; }

    /// <summary>Where it answers over HTTP; null when it does not.</summary>
    internal HttpRequest? Http { get; init; }

    /// <summary>Serves until the coordinator lets the node go, or it cannot go on.</summary>
    /// <param name="stop">Asks to leave: the node goes once the others can do without it.</param>
    /// <param name="abandon">Ends it at once.</param>
    internal async Task<NodeExit> ServeAsync(
        NodeLog log, TimeProvider time, CancellationToken stop, CancellationToken abandon)
    {
        NodeSettings settings = new()
        {
            Self = NodeNames.Create(),
            Name = NodeNames.Host,
            Roles = Roles,
            Capacity = Devices[0].HasOwnMemory ? Devices.Count : Cores,
            Located = log.Locate,
        };
        log.Identify(settings.Self);
        NodeWorkOptions work = new()
        {
            Writer = settings.Self.Value,
            LoadInputs = (config, workers, cancel) => Load(config, workers, log.Tell, cancel),
            LoadData = config => LoadData(config, log.Tell),
            Devices = Devices,
            Cores = Cores,
        };
        await using ClusterNode member = await ClusterNode.StartAsync(settings, work, Place, log.Link, time, log.Logs);
        RunningNode node = member.Node;
        (NodeFace? face, NodeExit? refusal) = await AnswerAsync(node, log, time);
        if (refusal is not null) return refusal;
        await using NodeFace? answering = face;
        await using CancellationTokenRegistration stopping = stop.Register(() => node.Drain("it was asked to end"));
        TaskCompletionSource abandoned = new();
        await using CancellationTokenRegistration abandoning = abandon.Register(() => abandoned.TrySetResult());
        await Task.WhenAny(node.Exited, abandoned.Task, member.Failed);
        if (member.Failed.IsFaulted) await member.Failed;
        return node.Exited.IsCompleted
            ? await node.Exited
            : new NodeExit(null, "the process that started this node is gone", "Start the run again: it resumes.");
    }

    /// <summary>Has the node answer over HTTP. Where it cannot, starting it again would fail alike.</summary>
    private async Task<(NodeFace? Face, NodeExit? Refusal)> AnswerAsync(RunningNode node, NodeLog log, TimeProvider time)
    {
        if (Http is null) return (null, null);
        try
        {
            NodeFace face = await NodeFace.StartAsync(Http.ToOptions(), node, time);
            log.Tell($"answering at {face.Address}");
            return (face, null);
        }
        catch (UserErrorException error)
        {
            return (null, new NodeExit(null, error.Message, error.NextStep, IsRequestWrong: true, error));
        }
    }

    // Lives as long as the process: a node serves one run.
    private RunInputs Load(RunConfig config, WorkerPool workers, Action<string> tell, CancellationToken stop) =>
        SimulatedMicroseconds is { } microseconds ? SimulatedTeacher.InputsOf(config, microseconds) :
        new RunResources(config, Devices, Roles.HasFlag(NodeRoles.Teacher)).LoadInputs(workers, tell, stop);

    private static DataSources LoadData(RunConfig config, Action<string> tell)
    {
        tell($"reading {config.Data.Path}");
        return DataSources.Open(config.Data);
    }
}
