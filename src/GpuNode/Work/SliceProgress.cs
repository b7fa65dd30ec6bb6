using System.Runtime.ExceptionServices;
using Distillery.GpuNode.Parameters;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Work;

/// <summary>Finds out, while backward brings one parameter's gradient after the other, which slices of a rank's contribution
/// are complete. Used by the thread that computes the rank alone.</summary>
internal sealed class SliceProgress
{
    private readonly SliceLayout _layout;
    private readonly int[] _parametersOf;
    private readonly int[] _missing;
    private readonly bool[] _isTold;
    private Action<int>? _complete;
    private ExceptionDispatchInfo? _failure;

    internal SliceProgress(SliceLayout layout, FlatLayout parameters)
    {
        _layout = layout;
        _parametersOf = new int[layout.VectorSlices];
        _missing = new int[layout.VectorSlices];
        _isTold = new bool[layout.VectorSlices];
        foreach (FlatEntry entry in parameters.Entries)
        {
            foreach (int slice in SlicesOf(entry)) _parametersOf[slice]++;
        }
    }

    /// <param name="complete">Told once of each slice, in whatever order they are complete.</param>
    internal void Begin(Action<int> complete)
    {
        (_complete, _failure) = (complete, null);
        _parametersOf.CopyTo(_missing, 0);
        Array.Clear(_isTold);
    }

    /// <summary>A parameter's gradient is complete. BatchNorm's statistics are so too by then, for the forward pass brings
    /// them. Never throws: it is called out of libtorch.</summary>
    internal void Arrive(FlatEntry entry)
    {
        if (_complete is null || _failure is not null) return;
        try
        {
            foreach (int slice in SlicesOf(entry))
            {
                if (--_missing[slice] == 0) Tell(slice);
            }
        }
        catch (Exception failure) // End throws it, where backward is over.
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    /// <summary>Backward is over: the rest is complete, such as slices of parameters that this step did not use.</summary>
    internal void End()
    {
        _failure?.Throw();
        for (int slice = 0; slice < _isTold.Length; slice++)
        {
            if (!_isTold[slice]) Tell(slice);
        }
        _complete = null;
    }

    private void Tell(int slice)
    {
        _isTold[slice] = true;
        _complete!(slice);
    }

    private IEnumerable<int> SlicesOf(FlatEntry entry)
    {
        if (entry.Count == 0) yield break;
        long last = (entry.Offset + entry.Count - 1) / _layout.SliceLength;
        for (long slice = entry.Offset / _layout.SliceLength; slice <= last; slice++) yield return (int)slice;
    }
}
