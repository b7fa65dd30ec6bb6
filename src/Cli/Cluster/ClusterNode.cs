using Akka.Hosting;
using Distillery.GpuNode;
using Distillery.GpuNode.Work;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Distillery.Cli.Cluster;

/// <summary>A node that is a member of the cluster. Disposing it ends the node, and leaves the cluster.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly ClusterEngine _engine;

    private ClusterNode(RunningNode node, ClusterEngine engine) => (Node, _engine) = (node, engine);

    internal RunningNode Node { get; }

    /// <inheritdoc cref="ClusterEngine.Failed"/>
    internal Task Failed => _engine.Failed;

    /// <param name="link">Gets sentences on links that do not come, or have broken.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">A port cannot be opened, or would be open to strangers; or a file for TLS
    /// cannot be used.</exception>
    internal static async Task<ClusterNode> StartAsync(
        NodeSettings settings, NodeWorkOptions work, ClusterPlace place, Action<string> link, TimeProvider time,
        ILoggerFactory? logs = null)
    {
        TimeSpan lossAfter = TimeSpan.FromMilliseconds(settings.Times.LossAfterMilliseconds);
        DataAdmission admission = new(); // Learned from the coordinator.
        TcpTransportOptions tensors = new()
        {
            Self = settings.Self,
            Admission = admission,
            Listen = place.DataListen,
            LossAfter = lossAfter,
            Tls = place.Tls is null ? null : TlsIdentity.Load(place.Tls),
            Events = link,
            Time = time,
        };
        RunningNode node = RunningNode.Create(
            settings with { AdvertisedAddress = place.DataAdvertise }, work, admission,
            listener => TcpTransport.Start(tensors, listener), link, time);
        try
        {
            ClusterEngine engine = await ClusterEngine.StartAsync(
                place.ToOptions(ClusterPlace.RolesOf(settings.Roles), lossAfter, expectedMembers: 1),
                new ClusterEngineParts
                {
                    Actors = akka => akka.WithActors((system, _) => node.StartActors(system)),
                    LeftOut = _ => node.StopActorsAsync(),
                    Logs = logs ?? NullLoggerFactory.Instance,
                    Time = time,
                }).ConfigureAwait(false);
            return new ClusterNode(node, engine);
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync().ConfigureAwait(false); // Its last words go out.
        await _engine.DisposeAsync().ConfigureAwait(false);
    }
}
