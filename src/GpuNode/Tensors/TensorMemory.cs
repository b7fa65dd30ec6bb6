using System.Buffers;

namespace Distillery.GpuNode.Tensors;

/// <summary>Shows the host memory of a tensor as .NET memory. It is not disposed: the tensor has an owner.</summary>
internal sealed unsafe class TensorMemory : MemoryManager<byte>
{
    private readonly Tensor _tensor; // Held for its memory, which goes with it.
    private readonly nint _address;
    private readonly int _length;

    internal TensorMemory(Tensor tensor)
    {
        (nint address, long length) = TensorBytes.HostMemoryOf(tensor);
        (_tensor, _address, _length) = (tensor, address, checked((int)length));
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_tensor.IsInvalid, _tensor);
        return new Span<byte>((void*)_address, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new((void*)(_address + elementIndex), default, this);

    public override void Unpin()
    {
        // Native memory never moves.
    }

    protected override void Dispose(bool disposing)
    {
        // The tensor is somebody else's.
    }
}
