using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;

namespace Distillery.Shared.Averaging;

/// <summary>Collects the parts of the slices that a process averages, for the step under way and the one after it: a member that
/// has applied a step may be ahead of the averager.</summary>
/// <param name="expected">The subtrees that all members send.</param>
public sealed class SliceCollector(IReadOnlySet<RankSpan> expected)
{
    private readonly Dictionary<(long Step, int Slice), Slot> _slots = [];

    /// <summary>How many parts are held.</summary>
    public int Count => _slots.Values.Sum(slot => slot.Parts.Count);

    /// <summary>Keeps a part, or says why not.</summary>
    public string? TryAdd(SlicePart part)
    {
        if (!expected.Contains(part.Ranks)) return $"nobody in this generation sends {part.Ranks} together";
        if (!_slots.TryGetValue((part.Step, part.Slice), out Slot? slot))
            _slots[(part.Step, part.Slice)] = slot = new Slot();
        return !slot.IsTaken && slot.Parts.TryAdd(part.Ranks.First, part) ? null : "it is here already";
    }

    /// <summary>The parts by rank, once all are here; they are then the caller's. Null before and after.</summary>
    public IReadOnlyList<SlicePart>? TakeComplete(long step, int slice)
    {
        if (!_slots.TryGetValue((step, slice), out Slot? slot) || slot.IsTaken) return null;
        if (slot.Parts.Count < expected.Count) return null;
        SlicePart[] parts = [.. slot.Parts.Values];
        slot.Parts.Clear();
        slot.IsTaken = true;
        return parts;
    }

    /// <summary>Forgets what belongs to earlier steps.</summary>
    public void Forget(long beforeStep)
    {
        foreach ((long Step, int Slice) key in _slots.Keys.Where(key => key.Step < beforeStep).ToArray()) Remove(key);
    }

    public void Clear() => Forget(long.MaxValue);

    private void Remove((long Step, int Slice) key)
    {
        foreach (SlicePart part in _slots[key].Parts.Values) part.Payload.Dispose();
        _slots.Remove(key);
    }

    private sealed class Slot
    {
        internal SortedDictionary<int, SlicePart> Parts { get; } = [];

        internal bool IsTaken { get; set; }
    }
}
