using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>A stream of a CUDA device, from libtorch's pool.</summary>
public sealed class CudaStream : IDisposable
{
    private readonly StreamHandle _handle;
    private readonly int _device;

    /// <exception cref="TorchException">There is no CUDA, or no such device.</exception>
    public CudaStream(int device) => (_device, _handle) = (device, Native.StreamCreate(device));

    /// <summary>Makes it the calling thread's current stream until the result is disposed; then the default one is.</summary>
    public Use Begin()
    {
        bool held = false;
        _handle.DangerousAddRef(ref held);
        try
        {
            Native.StreamSet(_handle.DangerousGetHandle(), _device);
            return new Use(this);
        }
        catch
        {
            _handle.DangerousRelease();
            throw;
        }
    }

    /// <summary>Waits until all work queued on it is done.</summary>
    public void Synchronize() => Native.StreamSynchronize(_handle);

    public void Dispose() => _handle.Dispose();

    /// <summary>The time during which a stream is current.</summary>
    public readonly ref struct Use
    {
        private readonly CudaStream _stream;

        internal Use(CudaStream stream) => _stream = stream;

        public void Dispose()
        {
            Native.StreamSet(0, _stream._device);
            _stream._handle.DangerousRelease();
        }
    }
}
