namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>A part of a <see cref="SharedRegion"/> that is written as a whole, such as one slice of a flat vector.</summary>
/// <remarks>Its stamp is even while the contents stand and odd while they are written; both
/// <see cref="BeginWrite"/> and <see cref="EndWrite"/> add one. A reader in another process that finds another stamp after
/// its last read knows that what it read may be mixed.</remarks>
public sealed class SharedAllocation
{
    private readonly Mapping _mapping;

    internal SharedAllocation(SharedRegion region, Mapping mapping, int index, long offset, int length)
    {
        (Region, Index, Offset, _mapping) = (region, index, offset, mapping);
        Memory = new MappedMemory(mapping, offset, length, this).Memory;
    }

    /// <summary>The bytes; any part of them in a payload is sent by reference where that can be.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>Of the first byte: a multiple of the page size.</summary>
    public nint Address => _mapping.Address + (nint)Offset;

    internal SharedRegion Region { get; }

    internal int Index { get; }

    /// <summary>From the start of the region, in bytes.</summary>
    internal long Offset { get; }

    internal ulong Stamp => Volatile.Read(ref Word);

    private ref ulong Word => ref _mapping.Word(RegionLayout.StampAt(Index));

    /// <summary>From here on readers that have not finished drop what they read. One thread at a time writes.</summary>
    /// <exception cref="InvalidOperationException">It is being written.</exception>
    public void BeginWrite()
    {
        if (Stamp % 2 != 0) throw new InvalidOperationException("an allocation is written twice at once");
        Interlocked.Increment(ref Word); // A full fence: no byte is written before the stamp says so.
    }

    /// <summary>The contents stand, and may be sent.</summary>
    /// <exception cref="InvalidOperationException">It is not being written.</exception>
    public void EndWrite()
    {
        if (Stamp % 2 == 0) throw new InvalidOperationException("the end of a write that was not begun");
        Interlocked.Increment(ref Word);
    }
}
