using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Coordination;

namespace Distillery.Shared.Cluster.Leading;

/// <summary>The coordinator as a singleton of the cluster: of all processes with its role the oldest one asks for the run folder, and the one
/// that holds it leads.</summary>
public static class CoordinatorSingleton
{
    private const string ManagerName = "coordinators";
    private const string LeaderName = "leader";
    private const string FinderName = "find-coordinator";

    /// <summary>On each process that may lead, with a <see cref="RunFolderLeaseSetup"/>.</summary>
    /// <param name="coordinator">Created where and when this process leads. One that fails is stopped and not started again with
    /// an empty state, so it has to tell its owner before.</param>
    /// <param name="stop">Asks it to end its work and stop, when another process takes over.</param>
    public static IActorRef Start(ActorSystem system, Props coordinator, object stop)
    {
        TimeSpan retry = system.Settings.Config.GetTimeSpan($"{RunFolderLease.ConfigPath}.retry-interval");
        ClusterSingletonManagerSettings settings = ClusterSingletonManagerSettings.Create(system)
            .WithRole(ClusterRoles.Coordinator)
            .WithSingletonName(LeaderName)
            .WithLeaseSettings(new LeaseUsageSettings(RunFolderLease.ConfigPath, retry));
        Props manager = ClusterSingletonManager.Props(coordinator, stop, settings)
            .WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy);
        return system.ActorOf(manager, ManagerName);
    }

    /// <summary>An actor that hands messages on to the leader, wherever it is. What is sent while there is none is gone, so ask
    /// again until an answer comes; afterwards talk to the ActorRef that has answered.</summary>
    public static IActorRef Find(ActorSystem system)
    {
        ClusterSingletonProxySettings settings = ClusterSingletonProxySettings.Create(system)
            .WithRole(ClusterRoles.Coordinator)
            .WithSingletonName(LeaderName);
        return system.ActorOf(ClusterSingletonProxy.Props($"/user/{ManagerName}", settings), FinderName);
    }
}
