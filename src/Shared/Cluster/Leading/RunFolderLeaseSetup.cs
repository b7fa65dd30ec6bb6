using Akka.Actor.Setup;

namespace Distillery.Shared.Cluster.Leading;

/// <summary>Hands the run folder to the <see cref="RunFolderLease"/> of an ActorSystem, which Akka creates by its name.</summary>
/// <param name="refused">Gets why the folder can never be taken here: it cannot be seen or written, or is no run's. Akka itself
/// would ask again without a word.</param>
public sealed class RunFolderLeaseSetup(RunFolderClaim claim, TimeProvider time, Action<UserErrorException>? refused = null) : Setup
{
    internal Action<UserErrorException>? Refused { get; } = refused;

    internal RunFolderClaim Claim { get; } = claim;

    internal TimeProvider Time { get; } = time;
}
