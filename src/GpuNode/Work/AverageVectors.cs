using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Work;

/// <summary>Two averages: the one of the step under way, and the one that was applied last, for a node that lacks it. Steps
/// alternate between the two memories.</summary>
/// <remarks>One thread uses it, but for <see cref="PlaceFor"/>, which any may call.</remarks>
public sealed class AverageVectors(SliceLayout layout, WireType wire) : IAverageMemory, IDisposable
{
    private readonly StepAverage[] _byParity = [new StepAverage(layout, wire), new StepAverage(layout, wire)];
    private readonly Lock _gate = new(); // Held while it is settled whose memory it is, not while it is written.
    private long _awaitedStep = -1;

    /// <summary>The state is that before this step: what comes of its average may be received in place.</summary>
    public void Await(long step)
    {
        lock (_gate) _awaitedStep = step;
    }

    /// <summary>The average of a step, as far as it is here; the one of two steps before makes room.</summary>
    public StepAverage Of(long step)
    {
        lock (_gate) return Of_NeedsLock(step);
    }

    /// <summary>Where the bytes of an average belong that is just arriving, so that they need not be copied there: its place, while
    /// nobody else has that; null for any other average than that of the step under way.</summary>
    /// <param name="average">All of it but its payload.</param>
    public ReceivedPayload? PlaceFor(SliceAverage average, int byteCount)
    {
        if (average.Slice >= layout.VectorSlices) return null;
        lock (_gate)
        {
            if (average.Step != _awaitedStep) return null;
            StepAverage awaited = Of_NeedsLock(average.Step);
            bool isWanted = !awaited.IsKept(average.Slice) && awaited.Memory.Slices[average.Slice].Length == byteCount;
            return isWanted ? awaited.Memory.TryOffer(average.Slice) : null;
        }
    }

    public Memory<byte> BeginWrite(long step, int slice)
    {
        SliceMemory memory = Of(step).Memory;
        memory.BeginWrite(slice);
        return memory.Slices[slice];
    }

    public Payload EndWrite(long step, int slice)
    {
        SliceMemory memory = Of(step).Memory;
        memory.EndWrite(slice);
        return memory.PayloadOf(slice);
    }

    /// <summary>Takes over a slice, and disposes its payload.</summary>
    public void Keep(SliceAverage average)
    {
        using Payload payload = average.Payload;
        StepAverage kept = Of(average.Step);
        if (average.Slice == layout.ReportSlice) kept.Reports = payload.Bytes.ToArray();
        else Copy(payload.Bytes.Span, average.Step, average.Slice);
        lock (_gate) kept.Note(average.Slice, average.Hash, average.IsFinite, payload.IsIntact);
    }

    /// <summary>One slice of a whole average.</summary>
    internal SliceAverage Read(Generation generation, long step, int slice)
    {
        StepAverage average = _byParity[step & 1];
        Invariant.That(average.Step == step, $"the average of step {step} is not here any more");
        Payload payload = slice == layout.ReportSlice ? new MemoryPayload(average.Reports) : average.Memory.PayloadOf(slice);
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

    private void Copy(ReadOnlySpan<byte> bytes, long step, int slice)
    {
        Span<byte> place = Of(step).Memory.Slices[slice].Span;
        Invariant.That(
            bytes.Length == place.Length, $"an average of slice {slice} has {bytes.Length} bytes instead of {place.Length}");
        if (!bytes.Overlaps(place)) bytes.CopyTo(BeginWrite(step, slice).Span); // Else averaged or received here.
        EndWrite(step, slice);
    }
}
