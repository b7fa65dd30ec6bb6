using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Transport;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.ClusterBench.Host;

/// <summary>Several members of one cluster in this process, each with an ActorSystem and a port of its own. For the tests of the cluster
/// as well.</summary>
internal sealed class Engines(int expectedMembers = 1) : IAsyncDisposable
{
    private readonly List<ClusterEngine> _engines = [];
    private readonly List<SystemHost> _victims = [];

    internal static ClusterEngineParts NoActors { get; } = new() { Actors = _ => { } };

    /// <summary>Parts whose connections <see cref="CutAsync"/> can cut.</summary>
    internal static ClusterEngineParts Cuttable { get; } =
        new() { Actors = akka => akka.AddHocon("akka.remote.dot-netty.tcp.applied-adapters = [trttl]", HoconAddMode.Prepend) };

    internal IReadOnlyList<ClusterEngine> All => _engines;

    internal CollectedLogs Logs { get; } = new();

    /// <summary>So many members, each of which sees all others.</summary>
    internal static async Task<Engines> FormAsync(int members, ClusterEngineParts? parts = null)
    {
        var engines = new Engines(members);
        for (int i = 0; i < members; i++) await engines.AddAsync(parts: parts);
        await engines.AllSeeAsync(members);
        return engines;
    }

    /// <summary>Starts one more member. The first founds the cluster, the others join it.</summary>
    internal async Task<ClusterEngine> AddAsync(
        Func<ClusterEngineOptions, ClusterEngineOptions>? change = null, ClusterEngineParts? parts = null)
    {
        ClusterEngineOptions options = NextOptions();
        ClusterEngine engine = await ClusterEngine.StartAsync(
            change is null ? options : change(options), (parts ?? NoActors) with { Logs = Logs });
        _engines.Add(engine);
        return engine;
    }

    /// <summary>Starts one more member, which can be killed. It founds the cluster if it is the first.</summary>
    internal async Task<SystemHost> AddVictimAsync(string role = ClusterRoles.Student, ClusterEngineParts? parts = null)
    {
        ClusterEngineOptions options = NextOptions() with { Roles = [role] };
        parts ??= NoActors;
        SystemHost victim = await SystemHost.StartAsync(
            AkkaSettings.Cluster(options), parts.Setups, parts.Actors, Logs.CreateLogger("victim"));
        _victims.Add(victim);
        var cluster = AkkaCluster.Get(victim.System);
        cluster.JoinSeedNodes(SeedList.Of(cluster.SelfAddress, options.Seeds, []));
        await Wait.Until(() => cluster.IsUp, "the victim is up");
        return victim;
    }

    /// <summary>The process dies: nothing is said, its connections and its port are closed.</summary>
    internal static async Task KillAsync(SystemHost victim)
    {
        await TransportOf(victim.System).Shutdown();
        await victim.AbandonAsync();
    }

    /// <summary>Cuts two members off from each other, or ends that. No connection breaks.</summary>
    internal static async Task CutAsync(ClusterEngine one, ClusterEngine other, bool isCut)
    {
        ThrottleMode mode = isCut ? Blackhole.Instance : Unthrottled.Instance;
        foreach ((ClusterEngine from, ClusterEngine to) in ((ClusterEngine, ClusterEngine)[])[(one, other), (other, one)])
        {
            await TransportOf(from.System).ManagementCommand(
                new SetThrottle(MemberOf(to).Address, ThrottleTransportAdapter.Direction.Both, mode));
        }
    }

    internal async Task AllSeeAsync(int members) => await Task.WhenAll(_engines.Select(engine =>
        Wait.Until(() => UpMembersOf(engine).Length == members, $"{AddressOf(engine)} sees {members} members")));

    internal static HostAndPort AddressOf(ClusterEngine engine)
    {
        Address address = MemberOf(engine).Address;
        return new HostAndPort(address.Host!, address.Port!.Value);
    }

    internal static UniqueAddress MemberOf(ClusterEngine engine) => AkkaCluster.Get(engine.System).SelfUniqueAddress;

    internal static Member[] UpMembersOf(ClusterEngine engine) =>
        [.. AkkaCluster.Get(engine.System).State.Members.Where(member => member.Status == MemberStatus.Up)];

    public async ValueTask DisposeAsync()
    {
        foreach (SystemHost victim in _victims) await victim.AbandonAsync();
        await Task.WhenAll(_engines.Select(engine => engine.DisposeAsync().AsTask()));
    }

    private ClusterEngineOptions NextOptions() => new()
    {
        Listen = new HostAndPort("127.0.0.1", 0),
        Roles = [ClusterRoles.Student],
        Seeds = _engines.Count == 0 ? [] : [AddressOf(_engines[0])],
        ExpectedMembers = expectedMembers,
        ComputeThreads = 1,
    };

    private static RemoteTransport TransportOf(ActorSystem system) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport;
}
