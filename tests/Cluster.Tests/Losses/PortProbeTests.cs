using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Distillery.ClusterBench.Host;
using Distillery.Shared.Cluster.Host;

namespace Distillery.Cluster.Tests.Losses;

public sealed class PortProbeTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly UniqueAddress _member;

    public PortProbeTests()
    {
        _listener.Start();
        _member = new UniqueAddress(
            new Address("akka.tcp", "distillery", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port), 1);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_port_that_accepts_is_no_death() =>
        Assert.False(await new PortProbe().IsDeadAsync(_member, CancellationToken.None));

    [Fact]
    public async Task A_refused_connection_is_a_death()
    {
        _listener.Stop();
        Assert.True(await new PortProbe().IsDeadAsync(_member, CancellationToken.None));
    }

    [Fact]
    public async Task A_port_that_closes_a_little_after_the_connections_is_a_death()
    {
        Task<bool> isDead = new PortProbe().IsDeadAsync(_member, CancellationToken.None);
        await Wait.For(TimeSpan.FromMilliseconds(30));
        _listener.Stop();
        Assert.True(await isDead);
    }

    [Fact]
    public async Task An_end_of_the_watch_ends_the_probe()
    {
        using var stopped = new CancellationTokenSource();
        Task<bool> isDead = new PortProbe().IsDeadAsync(_member, stopped.Token);
        await stopped.CancelAsync();
        Assert.False(await isDead);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_no_death() => Assert.False(await new PortProbe().IsDeadAsync(
        new UniqueAddress(_member.Address.WithHost("no-such-host.invalid"), 1), CancellationToken.None));
}
