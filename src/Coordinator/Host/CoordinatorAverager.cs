using Distillery.Coordinator.Record;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.Coordinator.Host;

/// <summary>Adds up slices beside the coordinator's loop, where the coordinator averages for all nodes.</summary>
internal sealed class CoordinatorAverager : IDisposable
{
    private static readonly TimeSpan NoTicks = TimeSpan.FromHours(1);

    private readonly ActorLoop _loop;
    private readonly SliceLayout _layout;
    private readonly SliceAverager _averager;
    private readonly Action<SliceAverage> _done;
    private readonly byte[][] _byParity;
    private readonly int _numberBytes;

    /// <param name="done">Gets the averages, on the averager's thread. Their memory holds until two steps later.</param>
    /// <param name="broken">Gets what it could not go on after.</param>
    internal CoordinatorAverager(
        RunShape shape, WireType wire, Action<SliceAverage> done, Action<Exception> broken, TimeProvider time)
    {
        _done = done;
        _layout = new SliceLayout(shape.Facts.VectorLength);
        _numberBytes = wire.SizeInBytes();
        int vectorBytes = checked((int)(shape.Facts.VectorLength * _numberBytes));
        _byParity = [new byte[vectorBytes], new byte[vectorBytes]];
        _averager = new SliceAverager(_layout, wire, shape.Config.Train.Replicas, Place);
        _loop = new ActorLoop("averager", NoTicks, _ => { }, broken, time);
        _loop.Start();
    }

    internal void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) =>
        _loop.Post(() => _done(_averager.Average(generation, step, slice, parts)));

    public void Dispose() => _loop.Dispose();

    private Memory<byte> Place(long step, int slice) => _byParity[step & 1].AsMemory(
        checked((int)(_layout.OffsetOf(slice) * _numberBytes)), _layout.LengthOf(slice) * _numberBytes);
}
