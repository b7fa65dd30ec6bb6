using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster;

/// <summary>Notices that the others no longer count on this process: it was taken for lost while it lived. Akka tells and does nothing, and
/// an ActorSystem that was shut out cannot come back.</summary>
internal sealed class SelfWatch : UntypedActor
{
    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly Action<string> _leftOut;

    /// <param name="leftOut">Gets the reason, from an actor's thread, and may get several.</param>
    public SelfWatch(Action<string> leftOut) => _leftOut = leftOut;

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberRemoved));
        Action<string> leftOut = _leftOut;
        _cluster.RegisterOnMemberRemoved(() => leftOut("the others have taken it for lost and removed it"));
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
            case ThisActorSystemQuarantinedEvent shutOut:
                _leftOut($"{shutOut.RemoteAddress.Host}:{shutOut.RemoteAddress.Port} has taken it for lost and refuses it");
                break;
            case ClusterEvent.MemberDowned { Member: var member } when member.UniqueAddress.Equals(_cluster.SelfUniqueAddress):
                _leftOut("it was cut off from most of the others, or they have taken it for lost");
                break;
            case ClusterEvent.IMemberEvent: break; // Of another member.
            default: Unhandled(message); break;
        }
    }
}
