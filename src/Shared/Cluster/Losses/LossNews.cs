using Akka.Actor;
using Akka.Cluster;
using Distillery.Shared.Protocol;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>Tells this process of members that are lost, by whatever shows it first: <see cref="LossWatch"/> has their death
/// confirmed, or the cluster gives them up.</summary>
internal sealed class LossNews : UntypedActor
{
    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ConfirmedDead));
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberRemoved));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _cluster.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConfirmedDead dead: Publish(dead.Member.Address, LossReason.Died("its process has died")); break;
            case ClusterEvent.MemberDowned { Member: var member }: Tell(member, "the cluster has given it up"); break;
            case ClusterEvent.MemberRemoved { Member: var member }: Tell(member, "it has left the cluster"); break;
            default: Unhandled(message); break;
        }
    }

    private void Tell(Member member, string reason)
    {
        if (!member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)) Publish(member.Address, LossReason.Downed(reason));
    }

    private static void Publish(Address address, LossReason reason) =>
        Context.System.EventStream.Publish(new MemberLost(address, reason));
}
