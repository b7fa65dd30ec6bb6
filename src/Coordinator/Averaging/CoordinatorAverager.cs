using Distillery.Coordinator.Record;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.Coordinator.Averaging;

/// <summary>Adds up slices where the coordinator averages for all nodes. One thread at a time.</summary>
internal sealed class CoordinatorAverager : IAverageMemory, IDisposable
{
    private readonly SliceAverager _averager;
    private readonly SliceMemory[] _byParity;

    internal CoordinatorAverager(RunShape shape, WireType wire)
    {
        SliceLayout layout = new(shape.Facts.VectorLength);
        _byParity = [new SliceMemory(layout, wire), new SliceMemory(layout, wire)];
        _averager = new SliceAverager(layout, wire, shape.Config.Train.Replicas, this);
    }

    /// <inheritdoc cref="SliceAverager.Average"/>
    /// <remarks>The average's memory holds until two steps later.</remarks>
    internal SliceAverage? Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) =>
        _averager.Average(generation, step, slice, parts);

    /// <summary>Nothing may be on its way to a node any more.</summary>
    public void Dispose()
    {
        foreach (SliceMemory memory in _byParity) memory.Dispose();
    }

    Memory<byte> IAverageMemory.BeginWrite(long step, int slice)
    {
        SliceMemory memory = _byParity[step & 1];
        memory.BeginWrite(slice);
        return memory.Slices[slice];
    }

    Payload IAverageMemory.EndWrite(long step, int slice)
    {
        SliceMemory memory = _byParity[step & 1];
        memory.EndWrite(slice);
        return memory.PayloadOf(slice);
    }
}
