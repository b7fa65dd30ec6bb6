using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Work;

/// <summary>Two averages: the one of the step under way, and the one that was applied last, for a node that lacks it. Steps
/// alternate between the two memories.</summary>
internal sealed class AverageVectors : IDisposable
{
    private readonly SliceLayout _layout;
    private readonly WireType _wire;
    private readonly StepAverage[] _byParity;

    internal AverageVectors(SliceLayout layout, WireType wire)
    {
        (_layout, _wire) = (layout, wire);
        _byParity = [new StepAverage(layout, wire), new StepAverage(layout, wire)];
    }

    /// <summary>The element type of tensors that hold numbers of a wire type.</summary>
    internal static ScalarType TypeOf(WireType wire) => wire == WireType.Fp32 ? ScalarType.Float32 : ScalarType.BFloat16;

    /// <summary>The average of a step, as far as it is here; the one of two steps before makes room.</summary>
    internal StepAverage Of(long step)
    {
        StepAverage average = _byParity[step & 1];
        if (average.Step != step) average.Begin(step);
        return average;
    }

    /// <summary>Where a slice's average belongs.</summary>
    internal Memory<byte> Place(long step, int slice)
    {
        int size = _wire.SizeInBytes();
        return Of(step).Bytes.Slice(checked((int)(_layout.OffsetOf(slice) * size)), _layout.LengthOf(slice) * size);
    }

    /// <summary>Takes over a slice, and disposes its payload.</summary>
    internal void Keep(SliceAverage average)
    {
        using Payload payload = average.Payload;
        StepAverage kept = Of(average.Step);
        if (average.Slice == _layout.ReportSlice) kept.Reports = payload.Bytes.ToArray();
        else
        {
            Memory<byte> place = Place(average.Step, average.Slice);
            Invariant.That(
                payload.Bytes.Length == place.Length,
                $"an average of slice {average.Slice} has {payload.Bytes.Length} bytes instead of {place.Length}");
            if (!payload.Bytes.Span.Overlaps(place.Span)) payload.Bytes.Span.CopyTo(place.Span); // Averaged here: it is in place.
        }
        kept.Note(average.Slice, average.Hash, average.IsFinite);
    }

    /// <summary>One slice of a whole average.</summary>
    internal SliceAverage Read(Generation generation, long step, int slice)
    {
        StepAverage average = _byParity[step & 1];
        Invariant.That(average.Step == step, $"the average of step {step} is not here any more");
        ReadOnlyMemory<byte> bytes = slice == _layout.ReportSlice ? average.Reports : Place(step, slice);
        return new SliceAverage(
            generation, step, slice, average.Hashes[slice], average.IsFiniteSlice[slice], new MemoryPayload(bytes));
    }

    public void Dispose()
    {
        foreach (StepAverage average in _byParity) average.Dispose();
    }
}
