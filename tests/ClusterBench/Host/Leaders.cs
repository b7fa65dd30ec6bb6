using Akka.Actor;
using Akka.Hosting;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Leading;

namespace Distillery.ClusterBench.Host;

/// <summary>Processes that may lead, and those that ask who does.</summary>
internal static class Leaders
{
    /// <summary>What a process runs that asks who leads.</summary>
    internal static ClusterEngineParts Asking { get; } =
        new() { Actors = akka => akka.WithActors((system, registry) => registry.Register<Leader>(CoordinatorSingleton.Find(system))) };

    /// <summary>What a process runs that may lead.</summary>
    internal static ClusterEngineParts Candidate(string name, RunFolderClaim claim, Action<bool>? leads = null) => new()
    {
        Setups = [new RunFolderLeaseSetup(claim, TimeProvider.System)],
        Actors = akka =>
        {
            akka.WithActors((system, _) =>
                CoordinatorSingleton.Start(system, Props.Create(() => new Leader(name, leads)), PoisonPill.Instance));
            Asking.Actors(akka);
        },
    };

    /// <summary>Asks from this system until the named process answers as the leader.</summary>
    internal static async Task<IActorRef> FindAsync(ActorSystem asking, string name)
    {
        TaskCompletionSource<IActorRef> led = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef finder = ActorRegistry.For(asking).Get<Leader>();
        IActorRef asker = asking.ActorOf(Props.Create(() => new Asker(finder, name, led)));
        IActorRef leader = await led.Task.WaitAsync(Wait.Patience);
        asking.Stop(asker);
        return leader;
    }
}
