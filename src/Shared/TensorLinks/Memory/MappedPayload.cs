using Distillery.Messages;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>A payload in the memory of the process that sent it.</summary>
internal sealed class MappedPayload : Payload
{
    private readonly Mapping _mapping;
    private readonly SharedReference _reference;
    private readonly MappedMemory _memory;
    private int _isDisposed;

    /// <summary>Takes over one hold of the mapping.</summary>
    internal MappedPayload(Mapping mapping, SharedReference reference)
    {
        (_mapping, _reference) = (mapping, reference);
        _memory = new MappedMemory(mapping, reference.Offset, reference.Length, allocation: null);
    }

    /// <exception cref="ObjectDisposedException">The memory may be gone.</exception>
    public override ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            return _memory.Memory;
        }
    }

    public override bool IsIntact
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            Interlocked.MemoryBarrier(); // What was read of the bytes was read before the stamp is.
            return Volatile.Read(ref _mapping.Word(RegionLayout.StampAt(_reference.Allocation))) == _reference.Stamp;
        }
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) _mapping.Release();
    }
}
