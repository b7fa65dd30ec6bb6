namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>How a helper goes about its queries.</summary>
/// <param name="MostWaiting">Beyond these it is busy.</param>
/// <param name="Workers">Batches that it computes side by side.</param>
/// <param name="BatchImages">So many images make a batch.</param>
/// <param name="DelayMilliseconds">A batch that is not full waits so long for more.</param>
/// <param name="Mixes">Queries may share a batch; their answers then depend on their company in the last bits.</param>
public sealed record HelperDeskLimits(int MostWaiting, int Workers, int BatchImages, long DelayMilliseconds, bool Mixes);
