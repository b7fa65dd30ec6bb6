using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.SBR;
using Distillery.Shared.Cluster.Host;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>The downing provider: <see cref="LossWatch"/> for deaths that can be confirmed, and below it Akka's split-brain resolver for
/// everything else.</summary>
/// <remarks>Akka creates it by its name, with these two arguments.</remarks>
public sealed class LossWatchProvider(ActorSystem system, AkkaCluster cluster) : IDowningProvider
{
    private readonly SplitBrainResolverProvider _resolver = new(system, cluster);

    /// <summary>Zero: a confirmed death needs no margin, and in a partition the lease on the run folder keeps two leaders
    /// apart.</summary>
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    public Props DowningActorProps
    {
        get
        {
            var setup = system.Settings.Setup.Get<LossWatchSetup>();
            IDeathProbe probe = setup.HasValue ? setup.Value.Probe : new PortProbe();
            return Props.Create(() => new LossWatch(probe, new MembershipOfCluster(system, cluster), _resolver.DowningActorProps));
        }
    }
}
