using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>The membership of Akka's cluster.</summary>
internal sealed class MembershipOfCluster(ActorSystem system, AkkaCluster cluster) : IMembership
{
    public UniqueAddress Self => cluster.SelfUniqueAddress;

    public IReadOnlyList<SeenMember> Members =>
    [
        .. cluster.State.Members
            .OrderBy(member => member, Comparer<Member>.Create((one, other) => one.IsOlderThan(other) ? -1 : other.IsOlderThan(one) ? 1 : 0))
            .Select(member => new SeenMember(member.UniqueAddress, member.Status)),
    ];

    public bool IsGoing(UniqueAddress member)
    {
        ClusterEvent.CurrentClusterState state = cluster.State;
        Member? found = state.Members.FirstOrDefault(other => other.UniqueAddress.Equals(member));
        return found is null || (found.Status == MemberStatus.Down && state.Unreachable.Contains(found));
    }

    /// <remarks>Down alone is not enough: the leader removes a member that is Down and unreachable, so it would wait for the
    /// failure detector. A quarantine makes it unreachable at once.</remarks>
    public void Remove(UniqueAddress member)
    {
        var provider = (IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider;
        provider.Quarantine(member.Address, member.Uid);
        // The call above tells nobody where the association has failed already, and the cluster goes by this event.
        system.EventStream.Publish(new QuarantinedEvent(member.Address, member.Uid));
        cluster.Down(member.Address);
    }
}
