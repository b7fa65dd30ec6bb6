using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Distillery.ClusterBench.Host;
using Distillery.Shared.Cluster.Losses;

namespace Distillery.Cluster.Tests.Losses;

/// <summary>What follows from what, with a probe and a membership of the test's own and in virtual time.</summary>
public sealed class LossWatchTests : TestKit
{
    private static readonly Address SelfAddress = new("akka.tcp", "distillery", "10.0.0.1", 7701);
    private static readonly UniqueAddress Self = new(SelfAddress, 1);
    private static readonly UniqueAddress Older = new(new Address("akka.tcp", "distillery", "10.0.0.2", 7701), 2);
    private static readonly UniqueAddress Dead = new(new Address("akka.tcp", "distillery", "10.0.0.3", 7701), 3);

    private readonly ScriptedProbe _probe = new();
    private readonly ScriptedMembership _membership = new(Self);

    public LossWatchTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ConfirmedDead));
        _membership.Seen.AddRange([new SeenMember(Self, MemberStatus.Up), new SeenMember(Dead, MemberStatus.Up)]);
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void The_oldest_survivor_tells_and_removes_a_confirmed_death_at_once()
    {
        Broken(Start(), Dead);
        _probe.Answer(isDead: true);

        ExpectMsg(new ConfirmedDead(Dead));
        AwaitAssert(() => Assert.Equal([Dead], _membership.Removed));
    }

    [Fact]
    public void A_connection_that_breaks_again_and_again_is_asked_about_once_at_a_time()
    {
        IActorRef watch = Start();
        Broken(watch, Dead);
        Broken(watch, Dead);
        Settle(watch);
        Assert.Equal(1, _probe.Asked);

        _probe.Answer(isDead: false);
        AwaitAssert(() =>
        {
            Broken(watch, Dead);
            Assert.Equal(2, _probe.Asked);
        });

        ExpectNoMsg(TimeSpan.Zero);
        Assert.Empty(_membership.Removed);
    }

    [Fact]
    public void A_probe_that_fails_confirms_nothing()
    {
        IActorRef watch = Start();
        Broken(watch, Dead);
        _probe.Fail();

        AwaitAssert(() =>
        {
            Broken(watch, Dead);
            Assert.Equal(2, _probe.Asked);
        });
        ExpectNoMsg(TimeSpan.Zero);
        Assert.Empty(_membership.Removed);
    }

    [Fact]
    public void A_younger_survivor_tells_at_once_and_leaves_the_removal_to_the_older_one()
    {
        _membership.Seen.Insert(0, new SeenMember(Older, MemberStatus.Up));
        IActorRef watch = Start();
        Broken(watch, Dead);
        _probe.Answer(isDead: true);
        ExpectMsg(new ConfirmedDead(Dead));
        Settle(watch);

        _membership.Going.Add(Dead); // The older one has acted.
        Time.Advance(LossWatch.Turn);

        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Empty(_membership.Removed);
    }

    [Fact]
    public void A_younger_survivor_acts_in_its_turn_when_the_older_one_has_not()
    {
        _membership.Seen.Insert(0, new SeenMember(Older, MemberStatus.Up));
        IActorRef watch = Start();
        Broken(watch, Dead);
        _probe.Answer(isDead: true);
        ExpectMsg(new ConfirmedDead(Dead));
        Settle(watch);
        Assert.Empty(_membership.Removed);

        Time.Advance(LossWatch.Turn);

        AwaitAssert(() => Assert.Equal([Dead], _membership.Removed));
    }

    [Fact]
    public void A_removal_that_had_no_effect_is_repeated_five_times_at_most()
    {
        IActorRef watch = Start();
        Broken(watch, Dead);
        _probe.Answer(isDead: true);
        ExpectMsg(new ConfirmedDead(Dead));
        for (int acts = 1; acts <= 5; acts++)
        {
            AwaitAssert(() => Assert.Equal(acts, _membership.Removed.Count));
            Settle(watch); // The next look is due.
            Time.Advance(LossWatch.LookAgainAfter);
        }

        Time.Advance(LossWatch.LookAgainAfter);

        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(5, _membership.Removed.Count);
    }

    [Theory]
    [InlineData(MemberStatus.Exiting, "10.0.0.3")]
    [InlineData(MemberStatus.Up, "10.0.0.1")]
    [InlineData(MemberStatus.Up, "10.9.9.9")]
    public void A_member_on_its_way_out_this_process_and_a_stranger_are_not_asked_about(MemberStatus status, string host)
    {
        _membership.Seen[1] = new SeenMember(Dead, status);
        IActorRef watch = Start();
        watch.Tell(new DisassociatedEvent(SelfAddress, SelfAddress.WithHost(host), inbound: true));

        Settle(watch);

        Assert.Equal(0, _probe.Asked);
    }

    [Fact]
    public void The_split_brain_resolver_runs_below_it()
    {
        IActorRef watch = Start(Listener.Of(message => TestActor.Tell(message, ActorRefs.NoSender)));
        Settle(watch);

        Sys.ActorSelection(watch.Path / "split-brain-resolver").Tell("are you there?");

        ExpectMsg("are you there?");
    }

    private IActorRef Start(Props? resolver = null)
    {
        Props below = resolver ?? Listener.Of(_ => { });
        return Sys.ActorOf(Props.Create(() => new LossWatch(_probe, _membership, below)));
    }

    private static void Broken(IActorRef watch, UniqueAddress member) =>
        watch.Tell(new DisassociatedEvent(SelfAddress, member.Address, inbound: false));

    /// <summary>When this returns, the actor has handled all that was sent before.</summary>
    private void Settle(IActorRef actor)
    {
        actor.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }
}
