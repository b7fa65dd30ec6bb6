using Distillery.GpuNode.Protocol;

namespace Distillery.GpuNode.Host;

/// <summary>How a node stands, for those who ask from outside.</summary>
/// <param name="IsAdmitted">The link to the coordinator stands.</param>
/// <param name="SeenTimestamp">When its loop said so.</param>
internal sealed record NodeHealth(NodePhase Phase, bool IsAdmitted, long SeenTimestamp);
