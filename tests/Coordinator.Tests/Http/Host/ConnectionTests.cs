using System.Net.Sockets;
using System.Text;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class ConnectionTests
{
    private static readonly byte[] Beginning = Encoding.ASCII.GetBytes("GET /api/v1/run HTTP/1.1\r\nHost: localhost\r\nX: ");

    [Fact]
    public async Task One_address_gets_its_share_of_connections_and_the_run_does_not_notice()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        Uri address = new(cluster.Face.Address);
        List<TcpClient> clients = [];
        for (int i = 0; i < HttpLimits.ConnectionsOfOneAddress; i++) clients.Add(await ConnectAsync(address));
        bool[] areRefused = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => IsRefusedAsync(address)));
        Assert.All(areRefused, Assert.True);
        await cluster.Coordinator.ViewAsync();
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
        foreach (TcpClient client in clients) client.Dispose();
        while (!await IsAnsweredAsync(cluster))
        {
            // The server has not seen yet that they are gone.
        }
    }

    [Fact]
    public async Task A_request_that_does_not_come_to_its_end_is_cut_off()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using TcpClient slow = await ConnectAsync(new Uri(cluster.Face.Address));
        using StreamReader reader = new(slow.GetStream(), Encoding.ASCII);
        Assert.StartsWith("HTTP/1.1 408 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await cluster.GetAsync("/api/v1/run");
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Beginning);
        return client;
    }

    private static async Task<bool> IsRefusedAsync(Uri address)
    {
        try
        {
            using TcpClient client = await ConnectAsync(address);
            return await client.GetStream().ReadAsync(new byte[1]) == 0;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return true; // Shut out before it could listen, or say a word, or even know that it was let in.
        }
    }

    private static async Task<bool> IsAnsweredAsync(HttpCluster cluster)
    {
        try
        {
            using HttpResponseMessage response = await cluster.Client.GetAsync("/health/live");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
