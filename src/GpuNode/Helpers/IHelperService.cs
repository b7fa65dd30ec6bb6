using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Helpers;

/// <summary>Answers queries of other processes. Several threads may call at once.</summary>
public interface IHelperService
{
    /// <summary>Computes one batch, and disposes the queries' payloads.</summary>
    /// <returns>To each query, in order; null to one that cannot be read. How many queries wait is filled in later.</returns>
    IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries);
}
