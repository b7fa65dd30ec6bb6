using Akka.Actor;
using Distillery.ClusterBench;
using Distillery.ClusterBench.Host;
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
        ClusterEngine node = await engines.AddAsync(parts: Leaders.Asking);
        SystemHost leader = await engines.AddVictimAsync(ClusterRoles.Coordinator, Candidate("first"));
        await Leaders.FindAsync(node.System, "first");
        await engines.AddAsync(AsCoordinator, Candidate("second"));
        await engines.AllSeeAsync(3); // So that it is older than the third.
        await engines.AddAsync(AsCoordinator, Candidate("third"));
        await engines.AllSeeAsync(4);
        IActorRef before = await Leaders.FindAsync(node.System, "first");

        await Engines.KillAsync(leader);

        IActorRef after = await Leaders.FindAsync(node.System, "second");
        Assert.NotEqual(before.Path.Address, after.Path.Address);
        Assert.Equal([false, true, false], _claims.Select(claim => claim.Enter() is not null));
    }

    [Fact]
    public async Task A_leader_that_leaves_in_order_hands_over()
    {
        await using var engines = new Engines();
        ClusterEngine node = await engines.AddAsync(parts: Leaders.Asking);
        ClusterEngine leader = await engines.AddAsync(AsCoordinator, Candidate("first"));
        await Leaders.FindAsync(node.System, "first");
        await engines.AddAsync(AsCoordinator, Candidate("second"));
        await engines.AllSeeAsync(3);

        await leader.DisposeAsync();

        await Leaders.FindAsync(node.System, "second");
    }

    [Fact]
    public async Task A_candidate_whose_folder_another_process_holds_waits_for_it()
    {
        await using var engines = new Engines();
        using var other = new RunFolderClaim(_folder.At("run"), mayCreate: true);
        Assert.True(other.TryTake(this));
        ClusterEngine node = await engines.AddAsync(parts: Leaders.Asking);
        await engines.AddAsync(AsCoordinator, Candidate("first"));
        await engines.AllSeeAsync(2);
        await Wait.For(TimeSpan.FromSeconds(1));
        Assert.Null(_claims[0].Enter());

        other.Release(this);

        await Leaders.FindAsync(node.System, "first");
    }

    [Fact]
    public async Task In_a_partition_the_larger_side_goes_on_with_a_leader_of_its_own_and_never_do_two_lead()
    {
        await using var engines = new Engines();
        List<bool> changes = [];
        void Leads(bool begins)
        {
            lock (changes) changes.Add(begins);
        }

        ClusterEngine leader = await AddCuttableAsync(
            Candidate("first", Leads) with { Remembered = () => [.. engines.All.Skip(1).Select(Engines.AddressOf)] }, AsCoordinator);
        await Leaders.FindAsync(leader.System, "first");
        ClusterEngine standby = await AddCuttableAsync(Candidate("second", Leads), AsCoordinator);
        for (int node = 0; node < 2; node++) await AddCuttableAsync(Engines.NoActors, options => options);
        await engines.AllSeeAsync(4);

        foreach (ClusterEngine other in engines.All.Skip(1)) await Engines.CutAsync(leader, other, isCut: true);

        await Leaders.FindAsync(standby.System, "second");
        Assert.Equal([true, false, true], changes);
        await Wait.Until(() => leader.Incarnation == 2, "the old leader has a new ActorSystem");
        Assert.Equal(1, standby.Incarnation);

        foreach (ClusterEngine other in engines.All.Skip(1)) await Engines.CutAsync(other, leader, isCut: false);

        await engines.AllSeeAsync(4);
        Assert.Equal([true, false, true], changes);

        Task<ClusterEngine> AddCuttableAsync(ClusterEngineParts parts, Func<ClusterEngineOptions, ClusterEngineOptions> role) =>
            engines.AddAsync(role, parts with { Actors = Engines.Cuttable.Actors + parts.Actors });
    }

    [Fact]
    public async Task The_process_that_leads_keeps_the_members_addresses_in_the_run_folder()
    {
        await using var engines = new Engines();
        ClusterEngine leader = await engines.AddAsync(AsCoordinator, Candidate("first"));
        await Leaders.FindAsync(leader.System, "first");
        leader.System.ActorOf(MemberKeeper.Of(_claims[0], engines.Logs.CreateLogger("keeper")));

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
        ClusterEngine leader = await engines.AddAsync(AsCoordinator, Candidate("first", leads => starts += leads ? 1 : 0));
        IActorRef found = await Leaders.FindAsync(leader.System, "first");

        found.Tell(Leader.Fail);

        Assert.True(await found.WatchAsync().WaitAsync(Wait.Patience));
        await Wait.For(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, starts);
    }

    private static ClusterEngineOptions AsCoordinator(ClusterEngineOptions options) => options with { Roles = [ClusterRoles.Coordinator] };

    private ClusterEngineParts Candidate(string name, Action<bool>? leads = null)
    {
        var claim = new RunFolderClaim(_folder.At("run"), mayCreate: true);
        _claims.Add(claim);
        return Leaders.Candidate(name, claim, leads);
    }
}
