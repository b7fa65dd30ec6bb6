using Akka.Actor.Setup;

namespace Distillery.Shared.Cluster.Leading;

/// <summary>Hands the run folder to the <see cref="RunFolderLease"/> of an ActorSystem, which Akka creates by its name.</summary>
public sealed class RunFolderLeaseSetup(RunFolderClaim claim, TimeProvider time) : Setup
{
    internal RunFolderClaim Claim { get; } = claim;

    internal TimeProvider Time { get; } = time;
}
