using Akka.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>The cluster's membership, as far as <see cref="LossWatch"/> looks at it and changes it.</summary>
internal interface IMembership
{
    /// <summary>This process's member.</summary>
    UniqueAddress Self { get; }

    /// <summary>As this process sees them now, itself among them, the oldest first.</summary>
    IReadOnlyList<SeenMember> Members { get; }

    /// <summary>Whether it has left, or is Down and unreachable, so that the leader removes it.</summary>
    bool IsGoing(UniqueAddress member);

    /// <summary>Takes a dead member out.</summary>
    void Remove(UniqueAddress member);
}
