using Akka.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>Finds out whether a process that seems to be gone is gone.</summary>
public interface IDeathProbe
{
    /// <summary>Whether the process is dead for certain. False says that nothing is known: it may live, be stopped, or be
    /// cut off.</summary>
    /// <remarks>Never throws for what the network does, and ends in bounded time.</remarks>
    Task<bool> IsDeadAsync(UniqueAddress member, CancellationToken cancellation);
}
