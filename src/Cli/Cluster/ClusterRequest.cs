namespace Distillery.Cli.Cluster;

/// <summary>How a run is spread over processes of this machine.</summary>
/// <param name="NodeCount">From 1.</param>
/// <param name="Restarts">Whether a process that was lost is started again.</param>
/// <param name="Device">cpu or cuda:K.</param>
internal sealed record ClusterRequest(int NodeCount, bool Restarts, bool RecordSamples, string Device)
{
    /// <summary>The machine's cores, shared out.</summary>
    internal int CoresPerNode => Math.Max(1, Environment.ProcessorCount / NodeCount);
}
