using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Distillery.ClusterBench.Host;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.TensorLinks.Tcp;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Cluster.Tests.Host;

public sealed class ClusterEngineTests
{
    [Fact]
    public async Task A_member_that_was_taken_for_lost_while_it_lived_comes_back_with_a_new_ActorSystem()
    {
        TaskCompletionSource<string> told = new();
        int starts = 0;
        ClusterEngineParts parts = Engines.Cuttable with { LeftOut = Tell };
        await using Engines engines = await Engines.FormAsync(2, Engines.Cuttable);
        ClusterEngine cutOff = await engines.AddAsync(
            options => options with { LossAfter = TimeSpan.FromSeconds(2) },
            parts with { Actors = akka => { parts.Actors(akka); akka.WithActors((_, _) => starts++); } });
        await engines.AllSeeAsync(3);
        UniqueAddress before = Engines.MemberOf(cutOff);

        Task Tell(string reason)
        {
            told.TrySetResult(reason);
            return Task.CompletedTask;
        }

        foreach (ClusterEngine other in engines.All.Take(2)) await Engines.CutAsync(cutOff, other, isCut: true);
        string reason = await told.Task.WaitAsync(Wait.Patience);
        await Wait.Until(() => cutOff.Incarnation == 2, "there is a second incarnation");
        foreach (ClusterEngine other in engines.All.Take(2)) await Engines.CutAsync(other, cutOff, isCut: false);

        await engines.AllSeeAsync(3);
        UniqueAddress after = Engines.MemberOf(cutOff);
        Assert.Equal(before.Address, after.Address);
        Assert.NotEqual(before.Uid, after.Uid);
        Assert.Equal(2, starts);
        Assert.NotEmpty(reason);
        Assert.Contains(engines.Logs.Lines, line => line.Id.Name == "cluster_left_out");
        Assert.All(engines.All.Take(2), engine => Assert.Equal(1, engine.Incarnation));
    }

    [Fact]
    public async Task A_member_that_another_one_refuses_comes_back_with_a_new_ActorSystem()
    {
        await using Engines engines = await Engines.FormAsync(3);
        ClusterEngine refused = engines.All[2];
        UniqueAddress before = Engines.MemberOf(refused);

        new MembershipOfCluster(engines.All[0].System, AkkaCluster.Get(engines.All[0].System)).Remove(before);

        await Wait.Until(() => refused.Incarnation == 2, "there is a second incarnation");
        await engines.AllSeeAsync(3);
        Assert.NotEqual(before.Uid, Engines.MemberOf(refused).Uid);
    }

    [Fact]
    public async Task A_founder_that_the_others_refuse_founds_again_and_gets_them_back()
    {
        await using Engines engines = await Engines.FormAsync(3);
        ClusterEngine founder = engines.All[0];

        new MembershipOfCluster(engines.All[1].System, AkkaCluster.Get(engines.All[1].System)).Remove(Engines.MemberOf(founder));

        await Wait.Until(() => founder.Incarnation == 2, "there is a second incarnation");
        await engines.AllSeeAsync(3);
        Assert.Equal(2, founder.Incarnation);
    }

    [Fact]
    public async Task A_port_that_another_member_listens_at_is_told_in_words()
    {
        await using Engines engines = await Engines.FormAsync(1);
        HostAndPort taken = engines.All[0].Address;

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(Options(taken.Port)));

        Assert.Contains($"{taken} is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_words()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(Options(port)));

        Assert.Contains($"127.0.0.1:{port} is in use", error.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_told_in_words()
    {
        ClusterEngineOptions options = Options(0) with { Listen = new HostAndPort("192.0.2.1", 7701), IsInsecure = true };

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(options));

        Assert.Contains("192.0.2.1:7701 cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_for_strangers_is_refused_before_it_is_opened() =>
        await Assert.ThrowsAsync<UserErrorException>(() => StartAsync(Options(0) with { Listen = new HostAndPort("0.0.0.0", 0) }));

    [Fact]
    public async Task A_wrong_seed_address_is_tried_again_with_growing_pauses_and_a_line_each()
    {
        using var logs = new CollectedLogs();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        HostAndPort wrong = new("127.0.0.1", ((IPEndPoint)closed.LocalEndpoint).Port);
        closed.Stop();

        await using ClusterEngine engine = await ClusterEngine.StartAsync(
            Options(0) with { Seeds = [wrong] }, Engines.NoActors with { Logs = logs });
        await Wait.Until(() => logs.Lines.Count >= 3, "three tries were told");

        string[] lines = [.. logs.Lines.Select(line => line.Text)];
        Assert.All(lines, line => Assert.Contains($"nobody listens at {wrong}", line, StringComparison.Ordinal));
        foreach ((string pause, int i) in ((string[])["0.25 s", "0.5 s", "1 s"]).Select((pause, i) => (pause, i)))
            Assert.Contains($"next try is in {pause}", lines[i], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_that_starts_later_is_found()
    {
        using var logs = new CollectedLogs();
        await using ClusterEngine first = await ClusterEngine.StartAsync(Options(0), Engines.NoActors);
        HostAndPort address = Engines.AddressOf(first);
        await first.DisposeAsync();
        await using ClusterEngine waiting = await ClusterEngine.StartAsync(
            Options(0) with { Seeds = [address] }, Engines.NoActors with { Logs = logs });
        await Wait.Until(() => logs.Lines.Count > 0, "it has found nobody");

        await using ClusterEngine again = await ClusterEngine.StartAsync(Options(address.Port), Engines.NoActors);

        await Wait.Until(() => Engines.UpMembersOf(waiting).Length == 2, "both are members");
    }

    [Fact]
    public async Task A_coordinator_that_starts_again_returns_to_the_members_that_it_knew()
    {
        await using Engines engines = await Engines.FormAsync(2);
        SystemHost coordinator = await engines.AddVictimAsync();
        await engines.AllSeeAsync(3);
        await Engines.KillAsync(coordinator);
        await engines.AllSeeAsync(2);

        ClusterEngine again = await engines.AddAsync(
            options => options with { Seeds = [] },
            Engines.NoActors with { Remembered = () => [Engines.AddressOf(engines.All[1])] });

        await engines.AllSeeAsync(3);
        Assert.Equal(1, again.Incarnation);
    }

    [Fact]
    public async Task Members_whose_coordinator_has_founded_another_cluster_go_over_to_it()
    {
        await using ClusterEngine coordinator = await ClusterEngine.StartAsync(
            Options(0) with { Roles = [ClusterRoles.Coordinator] }, Engines.NoActors);
        HostAndPort address = Engines.AddressOf(coordinator);
        await using ClusterEngine node = await ClusterEngine.StartAsync(Options(0) with { Seeds = [address] }, Engines.NoActors);
        await Wait.Until(() => Engines.UpMembersOf(node).Length == 2, "both are members");
        await coordinator.DisposeAsync();
        await Wait.Until(() => Engines.UpMembersOf(node).Length == 1, "the coordinator is gone");

        await using ClusterEngine again = await ClusterEngine.StartAsync(
            Options(address.Port) with { Roles = [ClusterRoles.Coordinator] }, Engines.NoActors);

        await Wait.Until(() => Engines.UpMembersOf(again).Length == 2, "both are members again");
        Assert.Equal((1, 2), (again.Incarnation, node.Incarnation));
    }

    [Fact]
    public async Task Members_of_a_cluster_without_a_coordinator_stay_together()
    {
        await using Engines engines = await Engines.FormAsync(2);

        await Wait.For(CoordinatorWatch.LookEvery * (CoordinatorWatch.Enough + 2));

        Assert.All(engines.All, engine => Assert.Equal(1, engine.Incarnation));
    }

    [Fact]
    public async Task Garbage_and_a_frame_of_any_size_at_the_port_disturb_nobody()
    {
        await using Engines engines = await Engines.FormAsync(2);
        byte[] garbage = RandomNumberGenerator.GetBytes(100_000);
        foreach (byte[] text in (byte[][])[garbage, "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), [0xff, 0xff, 0xff, 0x7f, .. garbage], [0, 0, 0, 0], []])
        {
            using var stranger = new TcpClient();
            HostAndPort address = Engines.AddressOf(engines.All[0]);
            await stranger.ConnectAsync(address.Host, address.Port);
            try
            {
                await stranger.GetStream().WriteAsync(text);
                await stranger.GetStream().FlushAsync();
            }
            catch (IOException)
            {
                // The port has closed the connection in the midst of it, which is what it should do.
            }
        }

        await engines.AddAsync();

        await engines.AllSeeAsync(3);
        Assert.All(engines.All, engine => Assert.Equal(1, engine.Incarnation));
    }

    [Fact]
    public async Task One_process_alone_has_the_same_dispatchers_and_no_port()
    {
        await using LocalSystem system = LocalSystem.Start();
        Assert.Null(((ExtendedActorSystem)system.Actors).Provider.DefaultAddress.Port);
        foreach (string dispatcher in (string[])[ActorDispatchers.Control, ActorDispatchers.Compute, ActorDispatchers.Blocking])
        {
            TaskCompletionSource<object> heard = new();
            system.Actors.ActorOf(Listener.Of(heard.SetResult).WithDispatcher(dispatcher)).Tell("hello");
            Assert.Equal("hello", await heard.Task.WaitAsync(Wait.Patience));
        }
    }

    private static ClusterEngineOptions Options(int port) =>
        new() { Listen = new HostAndPort("127.0.0.1", port), Roles = [ClusterRoles.Student], ComputeThreads = 1 };

    private static async Task StartAsync(ClusterEngineOptions options)
    {
        await using ClusterEngine engine = await ClusterEngine.StartAsync(options, Engines.NoActors);
    }
}
