using System.Buffers;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>A part of a mapping as <see cref="Memory{T}"/>.</summary>
/// <param name="allocation">Whose memory it is; null in a process that only reads it.</param>
internal sealed unsafe class MappedMemory(Mapping mapping, long offset, int length, SharedAllocation? allocation)
    : MemoryManager<byte>
{
    internal SharedAllocation? Allocation => allocation;

    public override Span<byte> GetSpan() => mapping.Span(offset, length);

    /// <summary>Keeps the mapping while a transport reads from it.</summary>
    /// <exception cref="ObjectDisposedException">It is gone.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(!mapping.TryHold(), this);
        return new MemoryHandle((byte*)mapping.Address + offset + elementIndex, pinnable: this);
    }

    public override void Unpin() => mapping.Release();

    protected override void Dispose(bool disposing)
    {
        // The mapping's holders decide.
    }
}
