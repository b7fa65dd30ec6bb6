using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

internal static partial class Native
{
    [LibraryImport(Library, EntryPoint = "dt_cuda_count")]
    internal static partial int CudaCount();

    [LibraryImport(Library, EntryPoint = "dt_cuda_compiled")]
    internal static partial int CudaCompiled();

    [LibraryImport(Library)]
    private static partial int dt_cuda_synchronize(int device);

    [LibraryImport(Library)]
    private static partial int dt_cuda_memory(int device, out long allocated, out long reserved, out long peak);

    [LibraryImport(Library)]
    private static partial int dt_stream_create(int device, out StreamHandle result);

    [LibraryImport(Library, EntryPoint = "dt_stream_destroy")]
    internal static partial void StreamDestroy(nint stream); // nint: called by the handle's own release

    [LibraryImport(Library)]
    private static partial int dt_stream_set(nint stream, int device);

    [LibraryImport(Library)]
    private static partial int dt_stream_synchronize(StreamHandle stream);

    internal static void CudaSynchronize(int device) => ThrowIfFailed(dt_cuda_synchronize(device));

    internal static (long Allocated, long Reserved, long Peak) CudaMemory(int device)
    {
        ThrowIfFailed(dt_cuda_memory(device, out long allocated, out long reserved, out long peak));
        return (allocated, reserved, peak);
    }

    internal static StreamHandle StreamCreate(int device)
    {
        ThrowIfFailed(dt_stream_create(device, out StreamHandle result));
        return result;
    }

    internal static void StreamSet(nint stream, int device) => ThrowIfFailed(dt_stream_set(stream, device));

    internal static void StreamSynchronize(StreamHandle stream) => ThrowIfFailed(dt_stream_synchronize(stream));
}
