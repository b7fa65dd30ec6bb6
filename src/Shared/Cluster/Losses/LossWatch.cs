using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>Notices that a member's process has died, has it confirmed, tells this process at once, and takes the member out of the
/// cluster.</summary>
/// <remarks>
/// <para>A broken connection is a suspicion and no more; what the failure detector says is not even that, because a process that
/// was stopped for a while sees all others unreachable when it goes on. Only what the probe confirms counts. All else is
/// left to the split-brain resolver, which runs as a child.</para>
/// <para>One survivor after the other takes a dead member out, the oldest first, each only if it still has to: thirty who do so at once
/// make so many versions of the gossip that it does not settle for seconds.</para>
/// </remarks>
internal sealed class LossWatch : UntypedActor, IWithTimers
{
    /// <summary>From one survivor's turn to the next: most of the time that gossip takes to tell that the one before has acted.</summary>
    internal static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(60);

    /// <summary>All survivors from this rank on share a turn: they act only where the first five have died as well.</summary>
    internal const int LastTurn = 5;

    /// <summary>After a survivor has acted it looks again, since its word may have been lost in a change of leaders.</summary>
    internal static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(400);

    private const int MostActs = 5;

    private readonly IDeathProbe _probe;
    private readonly IMembership _membership;
    private readonly HashSet<UniqueAddress> _suspects = [];
    private readonly HashSet<UniqueAddress> _dead = [];
    private readonly CancellationTokenSource _stopped = new();

    /// <param name="resolver">The split-brain resolver.</param>
    public LossWatch(IDeathProbe probe, IMembership membership, Props resolver)
    {
        (_probe, _membership) = (probe, membership);
        Context.ActorOf(resolver, "split-brain-resolver");
    }

    public ITimerScheduler Timers { get; set; } = null!; // Set by Akka.

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _stopped.Cancel();
        _stopped.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AssociationEvent broken: OnBroken(broken.RemoteAddress); break;
            case Probed probed: OnProbed(probed); break;
            case Act act: OnAct(act); break;
            default: Unhandled(message); break;
        }
    }

    private void OnBroken(Address? address)
    {
        SeenMember? seen = _membership.Members.FirstOrDefault(other => other.Member.Address.Equals(address));
        if (seen is null || seen.Member.Equals(_membership.Self)) return;
        if (seen.Status == MemberStatus.Exiting) return; // It has said that it goes, and its port with it.
        UniqueAddress suspect = seen.Member;
        if (_dead.Contains(suspect) || !_suspects.Add(suspect)) return;
        _probe.IsDeadAsync(suspect, _stopped.Token).PipeTo(
            Self, success: isDead => new Probed(suspect, isDead), failure: _ => new Probed(suspect, IsDead: false));
    }

    private void OnProbed(Probed probed)
    {
        _suspects.Remove(probed.Member);
        if (!probed.IsDead || !_dead.Add(probed.Member)) return;
        Context.System.EventStream.Publish(new ConfirmedDead(probed.Member));
        var act = new Act(probed.Member, Number: 1);
        if (RankByAge() is var rank and > 0) Timers.StartSingleTimer(probed.Member, act, rank * Turn);
        else OnAct(act);
    }

    private void OnAct(Act act)
    {
        if (_membership.IsGoing(act.Member))
        {
            Forget();
            return;
        }
        _membership.Remove(act.Member);
        if (act.Number < MostActs) Timers.StartSingleTimer(act.Member, act with { Number = act.Number + 1 }, LookAgainAfter);
    }

    /// <summary>How many survivors are older than this process, up to <see cref="LastTurn"/>.</summary>
    private int RankByAge() => Math.Min(LastTurn, _membership.Members
        .TakeWhile(older => !older.Member.Equals(_membership.Self))
        .Count(older => older.Status == MemberStatus.Up && !_dead.Contains(older.Member)));

    /// <summary>Drops those that have left the cluster, so that the list does not grow with the life of the process.</summary>
    private void Forget() => _dead.RemoveWhere(
        dead => !_membership.Members.Any(seen => seen.Member.Equals(dead)) && !Timers.IsTimerActive(dead));

    private sealed record Probed(UniqueAddress Member, bool IsDead) : INoSerializationVerificationNeeded;

    private sealed record Act(UniqueAddress Member, int Number) : INoSerializationVerificationNeeded;
}
