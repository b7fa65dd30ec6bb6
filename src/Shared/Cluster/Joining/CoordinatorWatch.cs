using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Distillery.Shared.Cluster.Leading;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Joining;

/// <summary>Notices that this process's cluster has no coordinator, or only one that stands by, and that others are in another cluster: somebody was
/// started again or cut off, and has founded one. Two clusters never meet by themselves, so this process leaves its own.</summary>
/// <remarks>A coordinator that remembers its members (<see cref="RememberedMembers"/>) comes back to them, and nothing happens
/// here. One that is stopped does not answer, so nobody leaves for it.</remarks>
internal sealed class CoordinatorWatch : UntypedActor, IWithTimers
{
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>A coordinator that has just started answers before it has joined, which may take a few seconds.</summary>
    internal const int Enough = 5;

    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly IReadOnlyList<Address> _seeds;
    private readonly Action<string> _leftOut;
    private int _answers;

    /// <param name="seeds">Where coordinators are, or members that this process knew.</param>
    /// <param name="leftOut">Gets the reason.</param>
    public CoordinatorWatch(IReadOnlyList<Address> seeds, Action<string> leftOut)
    {
        _seeds = [.. seeds.Where(seed => !seed.Equals(_cluster.SelfAddress))];
        _leftOut = leftOut;
    }

    public ITimerScheduler Timers { get; set; } = null!; // Set by Akka.

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookEvery);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look: OnLook(); break;
            case ActorIdentity { Subject: { } subject, MessageId: int look } when look == _answers: OnAnswer(subject.Path.Address); break;
            case ActorIdentity: break;
            default: Unhandled(message); break;
        }
    }

    private void OnLook()
    {
        ImmutableSortedSet<Member> members = _cluster.State.Members;
        if (!_cluster.IsUp || HasCoordinator(members))
        {
            _answers = 0;
            return;
        }
        foreach (Address seed in _seeds.Where(seed => !members.Any(member => member.Address.Equals(seed))))
            Context.ActorSelection(new RootActorPath(seed) / "user").Tell(new Identify(_answers));
    }

    /// <summary>Whether another process may lead here, or this one does.</summary>
    private bool HasCoordinator(IEnumerable<Member> members)
    {
        if (members.Any(member => member.HasRole(ClusterRoles.Coordinator) && !member.Address.Equals(_cluster.SelfAddress))) return true;
        var lease = Context.System.Settings.Setup.Get<RunFolderLeaseSetup>();
        return lease.HasValue && lease.Value.Claim.Held is not null;
    }

    /// <summary>One for each look, however many seeds there are.</summary>
    private void OnAnswer(Address coordinator)
    {
        _answers++;
        if (_answers < Enough) return;
        _answers = 0;
        _leftOut($"no coordinator leads in its cluster, and {coordinator.Host}:{coordinator.Port} is in another");
    }

    private sealed class Look
    {
        internal static Look Instance { get; } = new();
    }
}
