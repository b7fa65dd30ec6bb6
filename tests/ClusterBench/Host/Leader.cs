using Akka.Actor;
using Akka.Hosting;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Leading;

namespace Distillery.ClusterBench.Host;

/// <summary>A coordinator that says which process it is in, and fails when it is told to.</summary>
internal sealed class Leader : UntypedActor
{
    internal const string Who = "who leads?";
    internal const string Fail = "fail";

    private readonly string _name;
    private readonly Action<bool>? _leads;

    /// <param name="leads">Hears when it begins to lead and when it has ended.</param>
    public Leader(string name, Action<bool>? leads) => (_name, _leads) = (name, leads);

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

    protected override void PreStart() => _leads?.Invoke(true);

    protected override void PostStop() => _leads?.Invoke(false);

    protected override void OnReceive(object message)
    {
        if (message is Fail) throw new InvalidOperationException("it was told to");
        Sender.Tell(_name);
    }
}
