using Distillery.GpuNode.Telemetry;

namespace Distillery.GpuNode.Helpers;

/// <summary>Gets what is measured of helpers of one role in other processes. Safe for several threads.</summary>
public interface IHelperMeters
{
    /// <summary>So many queries of other processes wait for this node or are being answered.</summary>
    void Queue(int queries);

    /// <summary>A query of another process was turned away: too many wait already.</summary>
    void TurnedAway();

    /// <summary>This node has answered a query of another process.</summary>
    /// <param name="seconds">Since it was there.</param>
    void Served(double seconds);

    /// <summary>A query of a rank of this node has come to this.</summary>
    void Ended(int images, QueryOutcome outcome);

    /// <summary>Seconds from a rank's question to its answer.</summary>
    void Latency(double seconds);
}
