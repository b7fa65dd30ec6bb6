using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>Two averages: the one of the step under way, and the one that was applied last, for a node that lacks it. Steps
/// alternate between the two memories.</summary>
/// <remarks>One thread uses it, but for <see cref="PlaceFor"/>, which any may call.</remarks>
public sealed class AverageVectors : IDisposable
{
    private readonly SliceLayout _layout;
    private readonly StepAverage[] _byParity;
    private readonly Lock _gate = new(); // Held while it is decided who writes a slice, not while it is written.
    private long _awaitedStep = -1;

    public AverageVectors(SliceLayout layout, WireType wire)
    {
        _layout = layout;
        _byParity = [new StepAverage(layout, wire), new StepAverage(layout, wire)];
    }

    /// <summary>The state is that before this step: what comes of its average may be put in place.</summary>
    public void Await(long step)
    {
        lock (_gate) _awaitedStep = step;
    }

    /// <summary>The average of a step, as far as it is here; the one of two steps before makes room.</summary>
    public StepAverage Of(long step)
    {
        lock (_gate) return Of_NeedsLock(step);
    }

    /// <summary>Where the bytes of an average belong that is just arriving, so that they need not be copied there. Once for each
    /// slice of the step that is under way; else none.</summary>
    /// <param name="average">All of it but its payload.</param>
    public Memory<byte> PlaceFor(SliceAverage average, int byteCount)
    {
        if (average.Slice >= _layout.VectorSlices) return default;
        lock (_gate)
        {
            if (average.Step != _awaitedStep) return default;
            StepAverage awaited = Of_NeedsLock(average.Step);
            Memory<byte> place = awaited.Memory.Slices[average.Slice];
            if (place.Length != byteCount || !awaited.TryOffer(average.Slice)) return default;
            awaited.Memory.BeginWrite(average.Slice);
            return place;
        }
    }

    /// <summary>Takes over a slice, and disposes its payload.</summary>
    public void Keep(SliceAverage average)
    {
        using Payload payload = average.Payload;
        StepAverage kept = Of(average.Step);
        if (average.Slice == _layout.ReportSlice) kept.Reports = payload.Bytes.ToArray();
        else Copy(payload, kept.Memory, average.Slice);
        lock (_gate) kept.Note(average.Slice, average.Hash, average.IsFinite, payload.IsIntact);
    }

    /// <summary>One slice of a whole average.</summary>
    internal SliceAverage Read(Generation generation, long step, int slice)
    {
        StepAverage average = _byParity[step & 1];
        Invariant.That(average.Step == step, $"the average of step {step} is not here any more");
        Payload payload = slice == _layout.ReportSlice ? new MemoryPayload(average.Reports) : average.Memory.PayloadOf(slice);
        return new SliceAverage(generation, step, slice, average.Hashes[slice], average.IsFiniteSlice[slice], payload);
    }

    public void Dispose()
    {
        foreach (StepAverage average in _byParity) average.Dispose();
    }

    private StepAverage Of_NeedsLock(long step)
    {
        StepAverage average = _byParity[step & 1];
        if (average.Step != step) average.Begin(step);
        return average;
    }

    private static void Copy(Payload payload, SliceMemory memory, int slice)
    {
        ReadOnlySpan<byte> bytes = payload.Bytes.Span;
        Span<byte> place = memory.Slices[slice].Span;
        Invariant.That(
            bytes.Length == place.Length, $"an average of slice {slice} has {bytes.Length} bytes instead of {place.Length}");
        if (!bytes.Overlaps(place)) // Averaged here, or received here: it is in place.
        {
            memory.BeginWrite(slice);
            bytes.CopyTo(place);
        }
        memory.EndWrite(slice);
    }
}
