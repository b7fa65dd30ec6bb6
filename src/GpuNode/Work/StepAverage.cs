using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Work;

/// <summary>The average of one step, slice by slice.</summary>
internal sealed class StepAverage : IDisposable
{
    private readonly SliceLayout _layout;
    private readonly bool[] _isKept;

    internal StepAverage(SliceLayout layout, WireType wire)
    {
        _layout = layout;
        _isKept = new bool[layout.SliceCount];
        Hashes = new ulong[layout.SliceCount];
        IsFiniteSlice = new bool[layout.SliceCount];
        All = Tensor.Empty([layout.VectorLength], AverageVectors.TypeOf(wire), Device.Cpu);
        Bytes = All.HostBytes();
    }

    /// <summary>Null before the first one.</summary>
    internal long? Step { get; private set; }

    /// <summary>The vector in host memory, in numbers of the wire type.</summary>
    internal Tensor All { get; }

    /// <summary>The same as bytes.</summary>
    internal Memory<byte> Bytes { get; }

    /// <summary>By slice.</summary>
    internal ulong[] Hashes { get; }

    /// <summary>By slice.</summary>
    internal bool[] IsFiniteSlice { get; }

    /// <summary>The encoded reports of all ranks.</summary>
    internal byte[] Reports { get; set; } = [];

    internal void Begin(long step)
    {
        Step = step;
        Reports = [];
        Array.Clear(_isKept);
    }

    internal void Note(int slice, ulong hash, bool isFinite) =>
        (_isKept[slice], Hashes[slice], IsFiniteSlice[slice]) = (true, hash, isFinite);

    /// <summary>Whether every number from this slice on is finite.</summary>
    internal bool IsFinite(int firstSlice)
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
    internal ulong Hash(int firstSlice) => StateVectors.Combine(Hashes[firstSlice.._layout.VectorSlices]);

    public void Dispose() => All.Dispose();
}
