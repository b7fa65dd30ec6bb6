using Distillery.GpuNode.Protocol;

namespace Distillery.GpuNode;

/// <summary>How a node stands, for those who ask from outside.</summary>
/// <param name="IsAdmitted">The link to the coordinator stands.</param>
/// <param name="SeenTimestamp">When its actor said so.</param>
internal sealed record NodeHealth(NodePhase Phase, bool IsAdmitted, long SeenTimestamp);
