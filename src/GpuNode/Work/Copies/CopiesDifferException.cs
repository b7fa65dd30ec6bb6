using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Work.Copies;

/// <summary>The states on two devices of this node, which are changed alike, are not the same any more: a device computes wrongly. The
/// node cannot say which.</summary>
internal sealed class CopiesDifferException(ComputeDevice first, ComputeDevice other, long appliedSteps)
    : Exception($"the states on {first} and {other} differ after {appliedSteps} steps, though they took the same ones")
{
    internal string NextStep { get; } =
        $"Check the memory of both devices, and start this node without {first} or {other}: it takes the state from another node or a checkpoint.";
}
