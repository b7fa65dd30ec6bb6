using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Shared.Cluster;

/// <summary>How a process takes part in a cluster.</summary>
public sealed record ClusterEngineOptions
{
    /// <summary>Where Akka's port is bound; port 0 takes a free one. Beyond loopback only with <see cref="Tls"/> or
    /// <see cref="IsInsecure"/>.</summary>
    public required HostAndPort Listen { get; init; }

    /// <summary>Where the others reach this process; null when it is where it listens.</summary>
    public HostAndPort? Advertise { get; init; }

    /// <summary>Some of <see cref="ClusterRoles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Whom to ask for admission, in this order. Where the first one is this process itself it founds the cluster, if
    /// none of the others knows of one. Empty: this process founds it at once.</summary>
    public IReadOnlyList<HostAndPort> Seeds { get; init; } = [];

    /// <summary>The silence after which a member counts as lost: `cluster.loss_after_seconds`.</summary>
    public TimeSpan LossAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Null for plain TCP.</summary>
    public TlsConfig? Tls { get; init; }

    /// <summary>The person has said that whoever reaches the port may be trusted.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>About how many processes the cluster has: more of them gossip less often.</summary>
    /// <value>From 1.</value>
    public int ExpectedMembers { get; init; } = 1;

    /// <summary>Threads of <see cref="ActorDispatchers.Compute"/>.</summary>
    /// <value>From 1.</value>
    public int ComputeThreads { get; init; } = Environment.ProcessorCount;
}
