using System.Buffers;
using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>Shows the host memory of a tensor as .NET memory. It is not disposed: the tensor has an owner.</summary>
internal sealed unsafe class TensorMemory : MemoryManager<byte>
{
    private readonly Tensor _tensor; // Held for its memory, which goes with it.
    private readonly nint _data;
    private readonly int _length;

    internal TensorMemory(Tensor tensor)
    {
        (nint data, long bytes) = Native.TensorData(tensor.Handle);
        if (tensor.Device.Type != DeviceType.Cpu || bytes < 0)
            throw new InvalidOperationException($"{tensor} is not contiguous host memory");
        (_tensor, _data, _length) = (tensor, data, checked((int)bytes));
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_tensor.IsDisposed, _tensor);
        return new Span<byte>((void*)_data, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new((void*)(_data + elementIndex), default, this);

    public override void Unpin()
    {
        // Native memory never moves.
    }

    protected override void Dispose(bool disposing)
    {
        // The tensor is somebody else's.
    }
}
