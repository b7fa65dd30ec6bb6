using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace Distillery.Shared.Cluster;

/// <summary>What happens to a failed actor at the top of the tree: it stops, so that whoever watches it decides. Akka's default would
/// start it again with an empty state.</summary>
/// <remarks>Akka creates it by its name.</remarks>
public sealed class StopOnFailure : SupervisorStrategyConfigurator
{
    public override SupervisorStrategy Create() => new OneForOneStrategy(failure => failure switch
    {
        ClusterSingletonManagerIsStuckException => Directive.Restart, // How Akka's manager starts its own work anew.
        _ => Directive.Stop,
    });
}
