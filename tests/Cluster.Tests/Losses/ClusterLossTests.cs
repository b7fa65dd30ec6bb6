using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Distillery.ClusterBench.Host;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Protocol;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Cluster.Tests.Losses;

/// <summary>Losses as members of a real cluster see them. How long they take is measured by the benchmark beside these tests.</summary>
public sealed class ClusterLossTests
{
    [Fact]
    public async Task A_member_that_has_died_is_confirmed_and_removed_without_waiting_for_the_failure_detector()
    {
        await using Engines engines = await Engines.FormAsync(3);
        SystemHost victim = await engines.AddVictimAsync();
        await engines.AllSeeAsync(4);
        UniqueAddress dead = AkkaCluster.Get(victim.System).SelfUniqueAddress;
        ConcurrentQueue<object> events = [];
        foreach (ClusterEngine engine in engines.All)
        {
            IActorRef listener = engine.System.ActorOf(Listener.Of(events.Enqueue));
            engine.System.EventStream.Subscribe(listener, typeof(ConfirmedDead));
            engine.System.EventStream.Subscribe(listener, typeof(MemberLost));
            AkkaCluster.Get(engine.System).Subscribe(
                listener, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
        }

        await Engines.KillAsync(victim);

        await engines.AllSeeAsync(3);
        await Wait.Until(() => events.OfType<ClusterEvent.MemberRemoved>().Count() == 3, "all three were told of the removal");
        Assert.All(events.OfType<ClusterEvent.MemberRemoved>(), removed => Assert.Equal(dead, removed.Member.UniqueAddress));
        Assert.Contains(new ConfirmedDead(dead), events);
        Assert.Contains(events.OfType<MemberLost>(), lost => lost.Address.Equals(dead.Address) && lost.Reason.Cause == LossCause.Died);
        Assert.DoesNotContain(engines.Logs.Lines, line => line.Text.Contains("SBR took decision", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_that_leaves_in_order_is_no_loss()
    {
        await using Engines engines = await Engines.FormAsync(2);
        ConcurrentQueue<object> events = [];
        ClusterEngine leaving = await engines.AddAsync();
        await engines.AllSeeAsync(3);
        foreach (ClusterEngine engine in engines.All.Take(2))
            engine.System.EventStream.Subscribe(engine.System.ActorOf(Listener.Of(events.Enqueue)), typeof(ConfirmedDead));

        await leaving.DisposeAsync();

        await Task.WhenAll(engines.All.Take(2).Select(engine =>
            Wait.Until(() => Engines.UpMembersOf(engine).Length == 2, "the others see it gone")));
        Assert.True(leaving.System.WhenTerminated.IsCompleted);
        Assert.Empty(events);
    }

    [Fact]
    public async Task A_member_that_is_silent_for_less_than_the_limit_stays()
    {
        // The resolver's time does not run out, however busy this machine is: unreachable alone must move nobody.
        ClusterEngineParts patient = Engines.Cuttable with
        {
            Actors = Engines.Cuttable.Actors
                + (akka => akka.AddHocon("akka.cluster.split-brain-resolver.stable-after = 100s", HoconAddMode.Prepend)),
        };
        await using Engines engines = await Engines.FormAsync(3, patient);
        ClusterEngine silent = engines.All[2];
        AkkaCluster first = AkkaCluster.Get(engines.All[0].System);
        Member[] before = Engines.UpMembersOf(engines.All[0]);

        foreach (ClusterEngine other in engines.All.Take(2)) await Engines.CutAsync(silent, other, isCut: true);
        await Wait.Until(() => !first.State.Unreachable.IsEmpty, "the silent one is unreachable");
        foreach (ClusterEngine other in engines.All.Take(2)) await Engines.CutAsync(silent, other, isCut: false);

        await Wait.Until(() => first.State.Unreachable.IsEmpty, "the silent one is back");
        await engines.AllSeeAsync(3);
        Assert.Equal(before, Engines.UpMembersOf(engines.All[0]));
        Assert.All(engines.All, engine => Assert.Equal(1, engine.Incarnation));
    }
}
