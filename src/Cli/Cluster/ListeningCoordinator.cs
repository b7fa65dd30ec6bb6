using Akka.Actor;
using Distillery.Coordinator;
using Distillery.Coordinator.Observation;
using Distillery.Messages;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.Runs;
using Distillery.Shared.Transport.Tcp;
using Distillery.Shared.Transport.Tcp.Host;

namespace Distillery.Cli.Cluster;

/// <summary>Starts a coordinator that other processes reach.</summary>
internal static class ListeningCoordinator
{
    /// <param name="folder">Locked by this process.</param>
    /// <param name="listen">HOST:PORT; port 0 takes a free one.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The folder or the address cannot be used.</exception>
    internal static RunningCoordinator Start(
        ActorSystem system, RunFolder folder, RunConfig config, CoordinatorSettings settings, string listen,
        IRunObserver observer, TimeProvider time)
    {
        TcpTransportOptions transport = new()
        {
            Self = NodeId.Coordinator,
            Listen = listen,
            Admission = new DataAdmission(),
            LossAfter = TimeSpan.FromMilliseconds(config.Cluster.LossAfterMilliseconds),
            Tls = config.Cluster.Tls is null ? null : TlsIdentity.Load(config.Cluster.Tls),
            Events = observer.Warned,
            Time = time,
        };
        return RunningCoordinator.Start(
            system, folder, config, settings, listener => TcpTransport.Start(transport, listener), observer, time);
    }
}
