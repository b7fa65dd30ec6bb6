using Akka.Actor;
using Akka.Hosting;
using Distillery.Cluster.Tests.Host;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.Cluster.Leading;

namespace Distillery.Cluster.Tests.Leading;

public sealed class CoordinatorSingletonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<RunFolderClaim> _claims = [];

    public void Dispose()
    {
        foreach (RunFolderClaim claim in _claims) claim.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task When_the_leader_dies_a_standby_takes_the_folder_and_leads()
    {
        await using var engines = new Engines();
        ClusterEngine node = await engines.AddAsync(parts: Asking);
        SystemHost leader = await engines.AddVictimAsync(ClusterRoles.Coordinator, Candidate("first"));
        await LedAsync(node, "first");
        await engines.AddAsync(AsCoordinator, Candidate("second"));
        await engines.AddAsync(AsCoordinator, Candidate("third"));
        await engines.AllSeeAsync(4);
        IActorRef before = await LedAsync(node, "first");

        await Engines.KillAsync(leader);

        IActorRef after = await LedAsync(node, "second");
        Assert.NotEqual(before.Path.Address, after.Path.Address);
        Assert.Equal([false, true, false], _claims.Select(claim => claim.Enter() is not null));
    }

    [Fact]
    public async Task A_leader_that_leaves_in_order_hands_over()
    {
        await using var engines = new Engines();
        ClusterEngine node = await engines.AddAsync(parts: Asking);
        ClusterEngine leader = await engines.AddAsync(AsCoordinator, Candidate("first"));
        await LedAsync(node, "first");
        await engines.AddAsync(AsCoordinator, Candidate("second"));
        await engines.AllSeeAsync(3);

        await leader.DisposeAsync();

        await LedAsync(node, "second");
    }

    [Fact]
    public async Task A_candidate_whose_folder_another_process_holds_waits_for_it()
    {
        await using var engines = new Engines();
        using var other = new RunFolderClaim(_folder.At("run"), mayCreate: true);
        Assert.True(other.TryTake(this));
        ClusterEngine node = await engines.AddAsync(parts: Asking);
        await engines.AddAsync(AsCoordinator, Candidate("first"));
        await engines.AllSeeAsync(2);
        await Wait.For(TimeSpan.FromSeconds(1));
        Assert.Null(_claims[0].Enter());

        other.Release(this);

        await LedAsync(node, "first");
    }

    [Fact]
    public async Task The_process_that_leads_keeps_the_members_addresses_in_the_run_folder()
    {
        await using var engines = new Engines();
        ClusterEngine leader = await engines.AddAsync(AsCoordinator, Candidate("first"));
        await LedAsync(leader, "first");
        MemberKeeper.Start(leader.System, _claims[0], engines.Logs.CreateLogger("keeper"));

        ClusterEngine node = await engines.AddAsync();

        string path = _folder.At("run", "members.txt");
        await Wait.Until(() => RememberedMembers.Read(path).Contains(Engines.AddressOf(node)), "the node is remembered");
        Assert.Equal([Engines.AddressOf(node)], RememberedMembers.Read(path));
    }

    [Fact]
    public async Task A_leader_that_fails_is_not_started_again_with_an_empty_state()
    {
        await using var engines = new Engines();
        int starts = 0;
        ClusterEngine leader = await engines.AddAsync(AsCoordinator, Candidate("first", () => starts++));
        IActorRef found = await LedAsync(leader, "first");

        found.Tell(Leader.Fail);

        Assert.True(await found.WatchAsync().WaitAsync(Wait.Patience));
        await Wait.For(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, starts);
    }

    private static ClusterEngineParts Asking { get; } =
        new() { Actors = akka => akka.WithActors((system, registry) => registry.Register<Leader>(CoordinatorSingleton.Find(system))) };

    private static ClusterEngineOptions AsCoordinator(ClusterEngineOptions options) => options with { Roles = [ClusterRoles.Coordinator] };

    private ClusterEngineParts Candidate(string name, Action? started = null)
    {
        var claim = new RunFolderClaim(_folder.At("run"), mayCreate: true);
        _claims.Add(claim);
        return new ClusterEngineParts
        {
            Setups = [new RunFolderLeaseSetup(claim, TimeProvider.System)],
            Actors = akka => akka.WithActors((system, registry) =>
            {
                CoordinatorSingleton.Start(system, Props.Create(() => new Leader(name, started)), PoisonPill.Instance);
                registry.Register<Leader>(CoordinatorSingleton.Find(system));
            }),
        };
    }

    /// <summary>Asks until the named process answers as the leader.</summary>
    private static async Task<IActorRef> LedAsync(ClusterEngine engine, string name)
    {
        TaskCompletionSource<IActorRef> led = new();
        IActorRef finder = ActorRegistry.For(engine.System).Get<Leader>();
        IActorRef asker = engine.System.ActorOf(Props.Create(() => new Asker(finder, name, led)));
        IActorRef leader = await led.Task.WaitAsync(Wait.Patience);
        engine.System.Stop(asker);
        return leader;
    }
}
