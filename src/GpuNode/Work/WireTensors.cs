using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Work;

/// <summary>Tensors over memory that holds numbers of a wire type.</summary>
internal static class WireTensors
{
    internal static ScalarType TypeOf(WireType wire) => wire == WireType.Fp32 ? ScalarType.Float32 : ScalarType.BFloat16;

    /// <summary>[vector] on the host, over the same memory, which stays as long as the tensor.</summary>
    internal static Tensor Over(SliceMemory memory, WireType wire) => Tensor.ShareBytes(
        memory.Whole, TypeOf(wire), memory.Whole.Length / wire.SizeInBytes());
}
