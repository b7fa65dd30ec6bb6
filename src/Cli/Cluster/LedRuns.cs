using Akka.Actor;
using Distillery.Coordinator;
using Distillery.Coordinator.Leading;
using Distillery.Coordinator.Observation;
using Distillery.Messages;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;

namespace Distillery.Cli.Cluster;

/// <summary>Starts the coordinator of a run that this process leads, with its end of the data plane where it averages.</summary>
internal static class LedRuns
{
    /// <param name="folder">Held by this process.</param>
    /// <param name="actors">The actor that leads.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The folder or the address cannot be used.</exception>
    internal static RunningCoordinator Begin(
        RunFolder folder, IActorRefFactory actors, RunConfig config, CoordinatorSettings settings, ClusterPlace place,
        IRunObserver observer, TimeProvider time)
    {
        bool averages = config.Cluster.Averaging == AveragingPlace.Coordinator;
        return RunningCoordinator.Start(actors, folder, config, settings, averages ? Open : null, observer, time);

        ITransport Open(ITransportListener listener, DataAdmission admission) => TcpTransport.Start(
            new TcpTransportOptions
            {
                Self = NodeId.Coordinator,
                Listen = place.DataListen,
                Admission = admission,
                LossAfter = TimeSpan.FromMilliseconds(config.Cluster.LossAfterMilliseconds),
                Tls = config.Cluster.Tls is null ? null : TlsIdentity.Load(config.Cluster.Tls),
                Events = observer.Warned,
                Time = time,
            },
            listener);
    }
}
