namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>How values of a metric relate over time.</summary>
public enum MetricKind
{
    /// <summary>Only grows while a process lives.</summary>
    Counter,

    /// <summary>Stands for the moment.</summary>
    Gauge,

    /// <summary>Counts values by size.</summary>
    Histogram,
}
