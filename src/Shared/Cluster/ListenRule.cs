using System.Net;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Shared.Cluster;

/// <summary>Which addresses the cluster's port may be bound to. Akka runs what it is sent: whoever reaches the port without TLS
/// can stop actors and send any message.</summary>
public static class ListenRule
{
    /// <returns>A warning for the person, or null where there is nothing to warn of.</returns>
    /// <exception cref="UserErrorException">The port would be open to strangers.</exception>
    public static string? Check(HostAndPort listen, bool hasTls, bool isInsecure)
    {
        if (hasTls || IsLoopback(listen.Host)) return null;
        if (isInsecure)
            return $"the cluster's port at {listen} is open without TLS (--insecure): whoever reaches it can stop or change this run";
        throw new UserErrorException(
            $"the cluster's port at {listen} would be open to all who reach it: {listen.Host} is not this machine alone, and there is no TLS",
            "Name certificates with cluster.tls in the configuration, or listen on 127.0.0.1; on a network where you trust every machine add --insecure.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
