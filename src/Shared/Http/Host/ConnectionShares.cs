using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Distillery.Shared.Http.Host;

/// <summary>Leaves connections for others: no address has more than its share of them, however many it opens.</summary>
/// <param name="most">Connections of one address at a time.</param>
internal sealed class ConnectionShares(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _counts = [];

    /// <summary>Closes a connection that is too many before a byte of it is read.</summary>
    internal async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        IPAddress address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (!TryTake(address))
        {
            connection.Abort();
            return;
        }
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            GiveBack(address);
        }
    }

    private bool TryTake(IPAddress address)
    {
        lock (_gate)
        {
            int count = _counts.GetValueOrDefault(address);
            if (count >= most) return false;
            _counts[address] = count + 1;
            return true;
        }
    }

    private void GiveBack(IPAddress address)
    {
        lock (_gate)
        {
            if (--_counts[address] == 0) _counts.Remove(address);
        }
    }
}
