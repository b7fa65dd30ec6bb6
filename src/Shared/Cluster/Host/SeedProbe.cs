using System.Net.Sockets;
using Akka.Actor;
using Distillery.Shared.Cluster.Joining;

namespace Distillery.Shared.Cluster.Host;

/// <summary>Connects to each seed's port and closes the connection again.</summary>
internal sealed class SeedProbe : ISeedProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<bool> AnyAcceptsAsync(IReadOnlyList<Address> seeds, CancellationToken cancellation)
    {
        bool[] accepts = await Task.WhenAll(seeds.Select(seed => AcceptsAsync(seed, cancellation))).ConfigureAwait(false);
        return accepts.Contains(true);
    }

    private static async Task<bool> AcceptsAsync(Address seed, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(seed.Host!, seed.Port!.Value, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
