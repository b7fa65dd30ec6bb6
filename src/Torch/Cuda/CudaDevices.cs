using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>The CUDA devices that libtorch sees. Without CUDA, <see cref="Count"/> is 0 and the rest says so.</summary>
public static class CudaDevices
{
    /// <summary>Whether the bridge was compiled against a libtorch with CUDA.</summary>
    public static bool IsSupported => Native.CudaCompiled() != 0;

    public static int Count => Native.CudaCount();

    /// <summary>Waits until the device has done all work of all streams.</summary>
    public static void Synchronize(int device) => Native.CudaSynchronize(device);

    /// <summary>Bytes of the device that tensors hold, that libtorch's allocator holds, and the most that tensors held.</summary>
    public static (long AllocatedBytes, long ReservedBytes, long PeakBytes) Memory(int device) => Native.CudaMemory(device);
}
