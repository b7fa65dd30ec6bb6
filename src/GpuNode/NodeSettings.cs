using Akka.Actor;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.GpuNode;

/// <summary>Who a node is and whom it serves.</summary>
public sealed record NodeSettings
{
    /// <summary>Never used before in the run.</summary>
    public required NodeId Self { get; init; }

    /// <summary>For people: the host's name.</summary>
    public required string Name { get; init; }

    /// <summary>The coordinator's actor where that is in this process, and all of the run with it; null where the node finds it through
    /// the cluster.</summary>
    public IActorRef? Coordinator { get; init; }

    /// <summary>HOST:PORT under which peers reach its data plane; null for the one that it listens on.</summary>
    public string? AdvertisedAddress { get; init; }

    public NodeRoles Roles { get; init; } = NodeRoles.Student | NodeRoles.Teacher | NodeRoles.Data;

    /// <summary>How many ranks it computes well, relative to other nodes; from 1.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>Another name keeps what tests measure apart.</summary>
    public string MeterName { get; init; } = MetricCatalog.MeterName;

    /// <summary>Told by the node's actor, some fifty times a second, where it stands: the run's id, the generation, and how many
    /// steps have been applied.</summary>
    public Action<string?, Generation, long?> Located { get; init; } = (_, _, _) => { };

    /// <summary>Until the run is loaded.</summary>
    public LinkTimes Times { get; init; } = new(HeartbeatMilliseconds: 100, LossAfterMilliseconds: 5_000);

    /// <summary>A node gets no further ahead of the records on the coordinator's disk: about an hour at ten steps a
    /// second.</summary>
    public int MostHeldRecords { get; init; } = 32_768;
}
