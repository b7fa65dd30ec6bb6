using System.IO.MemoryMappedFiles;
using Distillery.Messages;
using Distillery.Shared.Wire;
using Microsoft.Win32.SafeHandles;
using Proto = Distillery.Shared.Wire.Proto;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>The receiving side of shared memory, for one link: regions of the peer that are mapped here. Used by the thread
/// that reads the connection, until the link ends.</summary>
/// <param name="processId">Of the peer, on this machine.</param>
internal sealed class RegionMappings(NodeId peer, int processId, Action<byte[]> send, Action<string> events) : IDisposable
{
    /// <summary>A process has one region or two; each costs a mapping, of which a process has 65530.</summary>
    private const int Limit = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Mapping> _mappings = [];
    private bool _isDisposed;

    /// <summary>Maps a region, and says whether that went well.</summary>
    internal void Take(RegionOffer offer)
    {
        string? problem = TryMap(offer);
        if (problem is not null) events($"payloads of {peer} come over the connection: its shared memory cannot be mapped: {problem}");
        send(problem is null
            ? FrameWriter.OwnFrame(FrameKind.RegionAccepted, new Proto.RegionAccepted { Region = offer.Region })
            : FrameWriter.OwnFrame(
                FrameKind.RegionRefused, new Proto.RegionRefused { Region = offer.Region, Reason = problem }));
    }

    /// <summary>No more references to a region will come; payloads in use stay valid.</summary>
    internal void Close(ulong region)
    {
        lock (_gate)
        {
            if (_mappings.Remove(region, out Mapping? mapping)) mapping.Release();
        }
    }

    /// <exception cref="WireException">The reference is to nothing that is mapped.</exception>
    internal Payload Resolve(SharedReference reference)
    {
        lock (_gate)
        {
            if (!_mappings.TryGetValue(reference.Region, out Mapping? mapping))
                throw new WireException($"a reference to the region {reference.Region}, which is not mapped");
            bool isInside = reference.Allocation is >= 0 and < RegionLayout.MaximumAllocations
                && reference.Offset >= RegionLayout.PageBytes && reference.Length is >= 0 and <= WireLimits.PayloadBytes
                && reference.Offset <= mapping.ByteCount - reference.Length;
            if (!isInside) throw new WireException($"a reference beyond the region {reference.Region}");
            mapping.TryHold();
            return new MappedPayload(mapping, reference);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (Mapping mapping in _mappings.Values) mapping.Release();
            _mappings.Clear();
        }
    }

    private string? TryMap(RegionOffer offer)
    {
        lock (_gate)
        {
            if (_isDisposed) return "the link is over";
            if (_mappings.Count == Limit) return $"{Limit} regions are mapped already";
            if (_mappings.ContainsKey(offer.Region)) return "it is mapped already";
        }
        try
        {
            Mapping? mapping = Map(offer, out string? problem);
            if (mapping is null) return problem;
            lock (_gate)
            {
                if (_isDisposed) mapping.Release();
                else _mappings.Add(offer.Region, mapping);
            }
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return error.Message;
        }
    }

    /// <summary>Every claim of the offer is checked against the file itself before a byte of it is trusted.</summary>
    private Mapping? Map(RegionOffer offer, out string? problem)
    {
        string path = $"/proc/{processId}/fd/{offer.FileDescriptor}";
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        problem = AnonymousFile.IsSealed(file) ? null : "its size is not fixed";
        if (offer.ByteCount < RegionLayout.PageBytes || RandomAccess.GetLength(file) != offer.ByteCount)
            problem = "it has another size";
        if (problem is not null) return null;
        var mapping = new Mapping(file, offer.ByteCount, MemoryMappedFileAccess.Read);
        if (mapping.Word(0) == RegionLayout.Magic && mapping.Word(RegionLayout.KeyAt) == offer.Key) return mapping;
        mapping.Release();
        problem = "it is another file";
        return null;
    }
}
