using Distillery.Messages;
using Distillery.Messages.Averaging;

namespace Distillery.GpuNode.Protocol;

/// <summary>Parts of a generation that this node has not been told to begin yet: another member was told first. Only the
/// newest generation's are kept.</summary>
internal sealed class EarlyParts
{
    // More than the slices of any averager times the subtrees of any run: what is beyond is no early part but a flood.
    private const int MostParts = 65_536;

    private readonly List<(NodeId Sender, SlicePart Part)> _parts = [];
    private Generation _generation;

    internal int Count => _parts.Count;

    internal string? TryAdd(NodeId sender, SlicePart part)
    {
        if (part.Generation < _generation) return $"parts of generation {_generation} came before";
        if (part.Generation > _generation) Clear();
        if (_parts.Count == MostParts) return "too many parts came before their generation";
        _generation = part.Generation;
        _parts.Add((sender, part));
        return null;
    }

    /// <summary>Hands over the parts of a generation that begins now; earlier ones are forgotten.</summary>
    internal IReadOnlyList<(NodeId Sender, SlicePart Part)> Take(Generation generation)
    {
        if (_generation > generation) return [];
        (NodeId Sender, SlicePart Part)[] taken = _generation == generation ? [.. _parts] : [];
        if (taken.Length > 0) _parts.Clear();
        Clear();
        return taken;
    }

    internal void Clear()
    {
        foreach ((NodeId _, SlicePart part) in _parts) part.Payload.Dispose();
        _parts.Clear();
    }
}
