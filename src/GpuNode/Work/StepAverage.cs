using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>The average of one step, slice by slice.</summary>
public sealed class StepAverage : IDisposable
{
    private readonly SliceLayout _layout;
    private readonly bool[] _isKept;
    private readonly bool[] _isOffered;

    internal StepAverage(SliceLayout layout, WireType wire)
    {
        _layout = layout;
        _isKept = new bool[layout.SliceCount];
        _isOffered = new bool[layout.SliceCount];
        Hashes = new ulong[layout.SliceCount];
        IsFiniteSlice = new bool[layout.SliceCount];
        Memory = new SliceMemory(layout, wire);
    }

    /// <summary>Null before the first one.</summary>
    internal long? Step { get; private set; }

    /// <summary>The vector, in numbers of the wire type.</summary>
    public SliceMemory Memory { get; }

    /// <summary>By slice.</summary>
    internal ulong[] Hashes { get; }

    /// <summary>By slice.</summary>
    internal bool[] IsFiniteSlice { get; }

    /// <summary>The encoded reports of all ranks.</summary>
    internal byte[] Reports { get; set; } = [];

    /// <summary>A slice that its sender overwrote while it was copied, having gone on without this node; null when all are
    /// whole.</summary>
    internal int? TornSlice { get; private set; }

    internal void Begin(long step)
    {
        Step = step;
        Reports = [];
        TornSlice = null;
        Array.Clear(_isKept);
        Array.Clear(_isOffered);
    }

    /// <summary>Whether somebody may write a slice in place: the first one who asks, before it is kept.</summary>
    internal bool TryOffer(int slice)
    {
        if (_isKept[slice] || _isOffered[slice]) return false;
        return _isOffered[slice] = true;
    }

    internal void Note(int slice, ulong hash, bool isFinite, bool isWhole)
    {
        (_isKept[slice], Hashes[slice], IsFiniteSlice[slice]) = (true, hash, isFinite);
        if (!isWhole) TornSlice = slice;
    }

    /// <summary>Whether every number from this slice on is finite.</summary>
    public bool IsFinite(int firstSlice)
    {
        for (int slice = firstSlice; slice < _layout.SliceCount; slice++)
        {
            Invariant.That(_isKept[slice], $"step {Step} is applied without slice {slice} of its average");
            if (!IsFiniteSlice[slice]) return false;
        }
        return true;
    }

    /// <summary>Over the vector's slices. Reports are left out: they tell durations, which differ where a rank was computed
    /// twice.</summary>
    public ulong Hash(int firstSlice) => StateVectors.Combine(Hashes[firstSlice.._layout.VectorSlices]);

    public void Dispose() => Memory.Dispose();
}
