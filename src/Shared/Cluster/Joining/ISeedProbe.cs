using Akka.Actor;

namespace Distillery.Shared.Cluster.Joining;

/// <summary>Finds out whether anybody listens where a seed is said to be.</summary>
internal interface ISeedProbe
{
    /// <summary>Whether one of them accepts a connection.</summary>
    /// <remarks>Never throws for what the network does, and ends in bounded time.</remarks>
    Task<bool> AnyAcceptsAsync(IReadOnlyList<Address> seeds, CancellationToken cancellation);
}
