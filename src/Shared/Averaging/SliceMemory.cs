using System.Buffers;
using Distillery.Messages;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.TensorLinks.Memory;

namespace Distillery.Shared.Averaging;

/// <summary>The memory of a flat vector whose slices are sent to others. Where the system has such memory, processes of the same
/// machine read it where it lies; whoever writes a slice says so, lest one that still reads takes a mixture for what was
/// sent.</summary>
public sealed class SliceMemory : IDisposable
{
    private readonly SharedRegion? _region; // Null where the system has no memory for several processes.
    private readonly bool[] _isOpen;
    private readonly bool[] _isOffered;
    private readonly Payload[] _payloads;
    private readonly Lock _gate = new();

    public SliceMemory(SliceLayout layout, WireType wire)
    {
        int size = wire.SizeInBytes();
        int[] bytes = [.. Enumerable.Range(0, layout.VectorSlices).Select(slice => layout.LengthOf(slice) * size)];
        _region = TryCreate(bytes);
        Whole = _region?.Whole ?? GC.AllocateArray<byte>(checked((int)(layout.VectorLength * size)), pinned: true);
        Slices = [.. bytes.Select((count, slice) => _region?.Allocations[slice].Memory
            ?? Whole.Slice(checked((int)(layout.OffsetOf(slice) * size)), count))];
        _payloads = [.. Slices.Select(slice => new MemoryPayload(slice))];
        _isOpen = new bool[layout.VectorSlices];
        _isOffered = new bool[layout.VectorSlices];
        Invariant.That(IsContiguous(), "the slices of a flat vector lie apart");
    }

    /// <summary>All slices next to each other, zero at first.</summary>
    public Memory<byte> Whole { get; }

    /// <summary>The same by slice.</summary>
    public IReadOnlyList<Memory<byte>> Slices { get; }

    /// <summary>Whether something is being received in a slice.</summary>
    public bool HasOffers
    {
        get
        {
            lock (_gate) return _isOffered.Contains(true);
        }
    }

    /// <summary>A slice to be sent; disposing it does nothing.</summary>
    public Payload PayloadOf(int slice) => _payloads[slice];

    /// <summary>From here on whoever reads the slice in another process finds that it is not intact. Nothing happens when it
    /// is being written already.</summary>
    public void BeginWrite(int slice)
    {
        lock (_gate)
        {
            if (_isOpen[slice]) return;
            _isOpen[slice] = true;
            _region?.Allocations[slice].BeginWrite();
        }
    }

    /// <summary>The slice stands and may be sent. Nothing happens when it does already.</summary>
    public void EndWrite(int slice)
    {
        lock (_gate)
        {
            if (!_isOpen[slice]) return;
            _isOpen[slice] = false;
            _region?.Allocations[slice].EndWrite();
        }
    }

    /// <summary>A slice as the place of what is just being received; null while somebody has it for that. It begins a write, which
    /// the one ends who has found the bytes to be right.</summary>
    public ReceivedPayload? TryOffer(int slice)
    {
        lock (_gate)
        {
            if (_isOffered[slice]) return null;
            _isOffered[slice] = true;
        }
        BeginWrite(slice);
        return new OfferedSlice(this, slice);
    }

    /// <summary>The memory is gone once nobody in this process has it pinned.</summary>
    public void Dispose() => _region?.Dispose();

    private static SharedRegion? TryCreate(int[] bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes.Length > SharedRegion.MaximumAllocations) return null;
        try
        {
            return SharedRegion.Create(bytes);
        }
        catch (IOException)
        {
            return null; // Payloads then go over connections, which costs time alone.
        }
    }

    private void TakeBack(int slice)
    {
        lock (_gate) _isOffered[slice] = false;
    }

    private bool IsContiguous() =>
        Slices.Sum(slice => (long)slice.Length) == Whole.Length && Whole.Span[^1..].Overlaps(Slices[^1].Span[^1..]);

    private sealed class OfferedSlice(SliceMemory memory, int slice) : ReceivedPayload
    {
        private MemoryHandle _pin = memory.Slices[slice].Pin(); // The memory may come to its end meanwhile.
        private int _isDisposed;

        public override Memory<byte> Target => memory.Slices[slice];

        public override void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
            _pin.Dispose();
            memory.TakeBack(slice);
        }
    }
}
