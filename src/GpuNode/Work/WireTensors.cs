using Distillery.GpuNode.Tensors;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>Tensors over memory that holds numbers of a wire type.</summary>
internal static class WireTensors
{
    internal static ScalarType TypeOf(WireType wire) => wire == WireType.Fp32 ? ScalarType.Float32 : ScalarType.BFloat16;

    /// <summary>[vector] on the host, over the same memory, which stays as long as the tensor; of no scope.</summary>
    internal static Tensor Over(SliceMemory memory, WireType wire) => HostTensor.OverBytes(
        memory.Whole, TypeOf(wire), memory.Whole.Length / wire.SizeInBytes()).DetachFromDisposeScope();
}
