using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>The average of one step, slice by slice.</summary>
public sealed class StepAverage : IDisposable
{
    private readonly SliceLayout _layout;
    private readonly WireType _wire;
    private readonly bool[] _isKept;

    internal StepAverage(SliceLayout layout, WireType wire)
    {
        (_layout, _wire) = (layout, wire);
        _isKept = new bool[layout.SliceCount];
        Hashes = new ulong[layout.SliceCount];
        IsFiniteSlice = new bool[layout.SliceCount];
        Memory = new SliceMemory(layout, wire);
        Values = WireTensors.Over(Memory, wire);
    }

    /// <summary>Null before the first one.</summary>
    internal long? Step { get; private set; }

    /// <summary>The vector, in numbers of the wire type.</summary>
    public SliceMemory Memory { get; private set; }

    /// <summary>[vector]: the same.</summary>
    public Tensor Values { get; private set; }

    /// <summary>By slice.</summary>
    internal ulong[] Hashes { get; }

    /// <summary>By slice.</summary>
    internal bool[] IsFiniteSlice { get; }

    /// <summary>The encoded reports of all ranks.</summary>
    internal byte[] Reports { get; set; } = [];

    internal void Begin(long step)
    {
        if (Memory.HasOffers) Replace();
        Step = step;
        Reports = [];
        Array.Clear(_isKept);
    }

    internal bool IsKept(int slice) => _isKept[slice];

    /// <summary>A slice is in the memory.</summary>
    /// <param name="isIntact">Whether it is what was sent. One whose sender has overwritten it meanwhile counts as missing.</param>
    internal void Note(int slice, ulong hash, bool isFinite, bool isIntact) =>
        (_isKept[slice], Hashes[slice], IsFiniteSlice[slice]) = (isIntact, hash, isFinite);

    /// <summary>Whether every slice from this one on is here.</summary>
    internal bool IsComplete(int firstSlice) => Array.IndexOf(_isKept, false, firstSlice) < 0;

    /// <summary>Whether every number from this slice on is finite.</summary>
    public bool IsFinite(int firstSlice)
    {
        Invariant.That(IsComplete(firstSlice), $"step {Step} is applied without the whole of its average");
        return Array.IndexOf(IsFiniteSlice, false, firstSlice) < 0;
    }

    /// <summary>Over the vector's slices. Reports are left out: they tell durations, which differ where a rank was computed
    /// twice.</summary>
    public ulong Hash(int firstSlice) => StateVectors.Combine(Hashes[firstSlice.._layout.VectorSlices]);

    /// <summary>Into the old memory something still comes over a connection that hardly moves, of a generation that is over: it must
    /// not end up in a later step's average.</summary>
    private void Replace()
    {
        Dispose();
        Memory = new SliceMemory(_layout, _wire);
        Values = WireTensors.Over(Memory, _wire);
    }

    public void Dispose()
    {
        Values.Dispose();
        Memory.Dispose();
    }
}
