using System.Runtime.InteropServices;
using Distillery.Messages;
using Distillery.Shared.Wire;
using Proto = Distillery.Shared.Wire.Proto;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>The sending side of shared memory, for one link: regions of this process that the peer was told of. A region is
/// offered with the first payload from it; until the peer has mapped it, payloads go out as bytes.</summary>
internal sealed class RegionOffers(NodeId peer, Action<byte[]> send, Action<string> events) : IDisposable
{
    /// <summary>Below this, copying costs less than looking after the other process's memory.</summary>
    private const int SmallestPayload = 16 << 10; // bytes

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Offered> _regions = [];
    private bool _isDisposed;

    /// <summary>Where the peer finds a payload, or null when it has to be sent.</summary>
    /// <exception cref="InvalidOperationException">The payload is being written.</exception>
    internal SharedReference? Refer(Payload payload)
    {
        ReadOnlyMemory<byte> bytes = payload.Bytes;
        bool isMapped = MemoryMarshal.TryGetMemoryManager(bytes, out MappedMemory? memory, out int start, out int length);
        if (!isMapped || length < SmallestPayload || memory!.Allocation is not { } allocation) return null;
        if (!IsAccepted(allocation.Region)) return null;
        ulong stamp = allocation.Stamp;
        if (stamp % 2 != 0) throw new InvalidOperationException("a payload is sent while it is being written");
        return new SharedReference(allocation.Region.Number, allocation.Index, allocation.Offset + start, length, stamp);
    }

    /// <exception cref="WireException">It was never offered.</exception>
    internal void Accepted(ulong region) => Find(region, offered => offered.IsAccepted = true);

    /// <inheritdoc cref="Accepted"/>
    internal void Refused(ulong region, string reason) => Find(
        region, _ => events($"payloads to {peer} go over the connection: it cannot map shared memory: {reason}"));

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (Offered offered in _regions.Values) offered.Region.Unwatch(Close);
            _regions.Clear();
        }
    }

    private bool IsAccepted(SharedRegion region)
    {
        lock (_gate)
        {
            if (_regions.TryGetValue(region.Number, out Offered? known)) return known.IsAccepted;
            if (_isDisposed || !region.TryWatch(Close)) return false;
            _regions.Add(region.Number, new Offered(region));
        }
        send(new RegionOffer(region.Number, region.FileDescriptor, region.ByteCount, region.Key).ToFrame());
        return false;
    }

    private void Close(SharedRegion region)
    {
        lock (_gate)
        {
            if (_regions.TryGetValue(region.Number, out Offered? offered)) offered.IsAccepted = false;
        }
        send(FrameWriter.OwnFrame(FrameKind.RegionClosed, new Proto.RegionClosed { Region = region.Number }));
    }

    private void Find(ulong region, Action<Offered> use)
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            if (!_regions.TryGetValue(region, out Offered? offered))
                throw new WireException($"an answer about the region {region}, which was not offered");
            use(offered);
        }
    }

    private sealed class Offered(SharedRegion region)
    {
        internal SharedRegion Region => region;

        internal bool IsAccepted { get; set; }
    }
}
