using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Losses;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.ClusterBench.Host;

/// <summary>From a member's death to the first survivor that is sure of it, to the last one, and to its removal everywhere.</summary>
internal static class LossBench
{
    internal static async Task RunAsync(int members, int trials)
    {
        await using Engines engines = await Engines.FormAsync(members - 1);
        (Times first, Times last, Times removed) = (new("first told"), new("last told"), new("removed everywhere"));
        for (int trial = 0; trial < trials; trial++)
        {
            SystemHost victim = await engines.AddVictimAsync();
            await engines.AllSeeAsync(members);
            UniqueAddress dead = AkkaCluster.Get(victim.System).SelfUniqueAddress;
            (Moments told, Moments gone) = (new(members - 1), new(members - 1));
            List<(ActorSystem System, IActorRef Listener)> listeners = [];
            foreach (ClusterEngine engine in engines.All)
            {
                IActorRef listener = engine.System.ActorOf(Listener.Of(message =>
                {
                    if (message is ConfirmedDead) told.Add();
                    else if (message is ClusterEvent.MemberRemoved { Member: var member } && member.UniqueAddress.Equals(dead)) gone.Add();
                }));
                engine.System.EventStream.Subscribe(listener, typeof(ConfirmedDead));
                AkkaCluster.Get(engine.System).Subscribe(
                    listener, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
                listeners.Add((engine.System, listener));
            }
            long began = Stopwatch.GetTimestamp();
            Task killed = Engines.KillAsync(victim);
            await gone.Complete.WaitAsync(Wait.Patience);
            first.Add(Stopwatch.GetElapsedTime(began, told.First));
            last.Add(Stopwatch.GetElapsedTime(began, told.Last));
            removed.Add(Stopwatch.GetElapsedTime(began, gone.Last));
            await killed;
            foreach ((ActorSystem system, IActorRef listener) in listeners) system.Stop(listener);
        }
        Console.WriteLine($"{members} members, one dies: {first}; {last}; {removed}");
    }
}
