using System.Net;
using System.Net.Sockets;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Host;
using Distillery.Shared;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class HttpFaceTests
{
    [Fact]
    public async Task It_listens_on_this_machine_alone_unless_told_otherwise()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        Uri address = new(cluster.Face.Address);
        Assert.Equal("127.0.0.1", address.Host);
        Assert.NotEqual(0, address.Port);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_by_its_address()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        HostAndPort listen = new("127.0.0.1", ((IPEndPoint)taken.LocalEndpoint).Port);
        UserErrorException error =
            await Assert.ThrowsAsync<UserErrorException>(() => HttpCluster.StartAsync(new HttpOptions { Listen = listen }));
        Assert.Contains($"cannot listen on {listen} for HTTP", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_this_machine_can_be_listened_on()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync(new HttpOptions { Listen = new HostAndPort("localhost", 0) });
        Assert.StartsWith("http://localhost:", cluster.Face.Address, StringComparison.Ordinal);
        await cluster.GetAsync("/api/v1/run");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        HttpOptions options = new() { Listen = new HostAndPort("192.0.2.1", 0), Token = AccessToken.Find(null, "0123456789abcdef") };
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => HttpCluster.StartAsync(options));
        Assert.Contains("cannot listen on 192.0.2.1:0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_closes_while_the_run_goes_on_and_opens_again()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        Task<HttpResponseMessage> follower =
            cluster.Client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using HttpResponseMessage stream = await follower;
        await cluster.Face.DisposeAsync();
        await cluster.Face.DisposeAsync();
        await stream.Content.ReadAsStringAsync(); // It ends.
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
        HostAndPort same = HostAndPort.Parse(new Uri(cluster.Face.Address).Authority);
        await using HttpFace again = await HttpFace.StartAsync(
            new HttpOptions { Listen = same }, cluster.Coordinator, cluster.Events, TimeProvider.System);
        Assert.Equal(cluster.Face.Address, again.Address);
        using HttpResponseMessage events =
            await cluster.Client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        Assert.NotNull(cluster.Events.TryFollow(null));
    }

    [Fact]
    public async Task Many_requests_at_once_are_all_answered()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        await cluster.JoinAsync("node-1");
        await Parallel.ForAsync(0, 500, async (_, _) => await cluster.GetAsync("/api/v1/nodes"));
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
    }
}
