using Distillery.Coordinator.Record;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.Coordinator.Host;

/// <summary>Adds up slices beside the coordinator's loop, where the coordinator averages for all nodes.</summary>
internal sealed class CoordinatorAverager : IAverageMemory, IDisposable
{
    private static readonly TimeSpan NoTicks = TimeSpan.FromHours(1);

    private readonly ActorLoop _loop;
    private readonly SliceAverager _averager;
    private readonly Action<SliceAverage> _done;
    private readonly SliceMemory[] _byParity;

    /// <param name="done">Gets the averages, on the averager's thread. Their memory holds until two steps later.</param>
    /// <param name="broken">Gets what it could not go on after.</param>
    internal CoordinatorAverager(
        RunShape shape, WireType wire, Action<SliceAverage> done, Action<Exception> broken, TimeProvider time)
    {
        _done = done;
        SliceLayout layout = new(shape.Facts.VectorLength);
        _byParity = [new SliceMemory(layout, wire), new SliceMemory(layout, wire)];
        _averager = new SliceAverager(layout, wire, shape.Config.Train.Replicas, this);
        _loop = new ActorLoop("averager", NoTicks, _ => { }, broken, time);
        _loop.Start();
    }

    internal void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) => _loop.Post(() =>
    {
        if (_averager.Average(generation, step, slice, parts) is { } average) _done(average);
    });

    /// <summary>Nothing may be on its way to a node any more.</summary>
    public void Dispose()
    {
        _loop.Dispose();
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
