using System.Net.Sockets;
using Akka.Cluster;
using Distillery.Shared.Cluster.Losses;

namespace Distillery.Shared.Cluster.Host;

/// <summary>A process that is gone has no port: its machine refuses the connection. A stopped process still accepts, since its kernel
/// does so for it; a machine that is gone or cut off says nothing.</summary>
public sealed class PortProbe : IDeathProbe
{
    // When a process ends its connections are closed a little before or after its port, so one look may come too early.
    // 5, 10, 20 .. 320 ms: 0.6 s in all.
    private const int Attempts = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<bool> IsDeadAsync(UniqueAddress member, CancellationToken cancellation)
    {
        if (member.Address is not { Host: { } host, Port: { } port }) return false;
        TimeSpan pause = FirstPause;
        for (int attempt = 1; ; attempt++)
        {
            if (await IsRefusedAsync(host, port, cancellation).ConfigureAwait(false)) return true;
            if (attempt == Attempts || cancellation.IsCancellationRequested) return false;
            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause *= 2;
        }
    }

    private static async Task<bool> IsRefusedAsync(string host, int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AttemptLimit);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
