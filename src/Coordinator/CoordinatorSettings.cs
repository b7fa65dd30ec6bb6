using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Coordinator;

/// <summary>How a coordinator serves its run; none of it changes the result.</summary>
public sealed record CoordinatorSettings
{
    /// <summary>A fresh run waits for so many nodes, but not longer than cluster.rejoin_wait_seconds.</summary>
    public required int ExpectedNodes { get; init; }

    /// <summary>Whether nodes of an earlier coordinator may still live and come back, so that a start waits for them for
    /// cluster.rejoin_wait_seconds. Nodes inside this process, or started by it, cannot.</summary>
    public bool AwaitsFormerNodes { get; init; } = true;

    /// <summary>Write samples.jsonl, so that the run can be audited sample by sample.</summary>
    public bool RecordSamples { get; init; }

    /// <summary>Another name keeps what tests measure apart.</summary>
    public string MeterName { get; init; } = MetricCatalog.MeterName;

    /// <summary>Without an applied step for so long, a new generation is formed; what was computed stays valid.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(30);
}
