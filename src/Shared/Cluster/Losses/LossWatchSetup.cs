using Akka.Actor.Setup;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>Hands a probe to the <see cref="LossWatch"/> of an ActorSystem, which Akka creates by its name.</summary>
public sealed class LossWatchSetup(IDeathProbe probe) : Setup
{
    internal IDeathProbe Probe { get; } = probe;
}
