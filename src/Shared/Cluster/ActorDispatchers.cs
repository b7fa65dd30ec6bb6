namespace Distillery.Shared.Cluster;

/// <summary>The dispatchers for our actors, by the names that <c>Props.WithDispatcher</c> takes. Akka's own actors have others,
/// so nothing that happens on these delays a heartbeat.</summary>
public static class ActorDispatchers
{
    /// <summary>For actors around a machine: they decide and never compute, wait or touch a disk.</summary>
    public const string Control = "distillery.control";

    /// <summary>For actors that compute, a thread for each core that the process computes on.</summary>
    public const string Compute = "distillery.compute";

    /// <summary>For actors that write or read files and may wait for them.</summary>
    public const string Blocking = "distillery.blocking";
}
