using System.Runtime.InteropServices;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Cluster;

/// <summary>A node's work on a toy training. Its memory is used again as a real node's is: contributions at the next order,
/// averages two steps later, and the state when it changes.</summary>
public sealed class SimulatedWork(World world, SimulatedNode node) : INodeWork
{
    private const int StatePieceCount = 3;

    private readonly Dictionary<int, SliceAverage>[] _averages = [[], []];
    private readonly ToyAverager _averager = new(world.Training, world.Plan);
    private readonly List<byte> _pieces = [];
    private ToyState? _state;
    private ComputeOrder? _order;
    private long _writings;
    private int _computed;
    private int _changes;
    private bool _isChanging;
    private long _appliedSteps;

    /// <summary>How much slower than others it computes.</summary>
    public int Slowness { get; set; } = 1;

    /// <summary>The step that was ordered last, and how many of its slices are there.</summary>
    public (long? Step, int Computed) Progress => (_order?.Step, _computed);

    /// <summary>Whether the average of a slice is here.</summary>
    public bool Has(long step, int slice) =>
        _averages[step % 2].TryGetValue(slice, out SliceAverage? average) && average.Step == step;

    public void Load(Welcome welcome) => After(world.Random.Between(1_000, 300_000), () => Complete(
        new Loaded(node.Facts, world.Plan, welcome.Fingerprint, Teacher: node.Teacher, Data: node.Data, Bits: node.Bits)));

    public void Restore(long ticket, long appliedSteps)
    {
        BeginChange();
        After(world.Random.Between(1_000, 50_000), () => Install(
            ticket, appliedSteps,
            appliedSteps == 0 ? world.Training.InitialState() : world.Disk.Checkpoints[appliedSteps].Copy()));
    }

    public void Compute(ComputeOrder order)
    {
        Invariant.That(!_isChanging, "a step is computed while the state changes");
        _order = order;
        _computed = 0;
        _writings++;
        long duration = world.StepMicroseconds * Slowness;
        for (int slice = world.Plan.FirstSliceOf(order.Step); slice < world.Plan.SliceCount; slice++)
        {
            int computed = slice;
            long moment = (duration / 2) + (world.Random.Below(1000) * duration / 2000);
            After(moment, () => EndSlice(order, computed));
        }
    }

    public Payload Contribution(long step, int slice, RankSpan subtree)
    {
        Invariant.That(_order?.Step == step, $"step {step} is not the one that was computed");
        long writing = _writings;
        byte[] bytes = slice == world.Plan.ReportSlice
            ? ReportBytes(subtree)
            : ToyTraining.BytesOf(world.Training.Sum(
                subtree, span => span.Count == 1 ? Gradient(step, span.First, slice) : null));
        return new StampedPayload(bytes, () => _writings == writing);
    }

    private float[] Gradient(long step, int rank, int slice)
    {
        float[] gradient = world.Training.Gradient(_state!, step, rank, slice);
        if (node.IsStrange) gradient[0] = MathF.BitIncrement(gradient[0]);
        return gradient;
    }

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        if (_averager.Average(generation, step, slice, parts) is { } average)
            After(world.Random.Between(10, 500), () => Complete(new Averaged(average)));
    }

    public void Keep(SliceAverage average)
    {
        Dictionary<int, SliceAverage> kept = _averages[average.Step % 2];
        if (kept.Values.Any(old => old.Step != average.Step)) kept.Clear();
        if (average.Payload.IsIntact) kept[average.Slice] = average with { Payload = new MemoryPayload(average.Payload.Bytes) };
        else kept.Remove(average.Slice);
    }

    public void Apply(Generation generation, long step)
    {
        BeginChange();
        Invariant.That(step == _appliedSteps, $"step {step} is applied to a state of {_appliedSteps} steps");
        Dictionary<int, SliceAverage> average = _averages[step % 2];
        bool isWhole = Enumerable.Range(0, world.Plan.SliceCount)
            .Skip(world.Plan.FirstSliceOf(step)).All(slice => Has(step, slice));
        After(world.Random.Between(100, 2_000), () =>
        {
            if (!isWhole)
            {
                _isChanging = false;
                Complete(new AverageTorn(step));
                return;
            }
            float[][] slices = [.. Enumerable.Range(0, world.Training.Shape.GradientSlices)
                .Select(slice => step == world.Plan.TotalSteps ? [] : ToyTraining.FloatsOf(average[slice].Payload.Bytes))];
            world.Training.Apply(_state!, step, slices);
            EndChange(step + 1);
            Complete(new Applied(Record(generation, step, average)));
        });
    }

    public SliceAverage AppliedAverage(Generation generation, int slice)
    {
        Dictionary<int, SliceAverage> place = _averages[(_appliedSteps - 1) % 2];
        SliceAverage average = place[slice];
        bool IsIntact() => place.GetValueOrDefault(slice) == average;
        return average with { Generation = generation, Payload = new StampedPayload(average.Payload.Bytes.ToArray(), IsIntact) };
    }

    public IReadOnlyList<Payload> StatePieces()
    {
        byte[] bytes = _state!.ToBytes();
        int length = (bytes.Length + StatePieceCount - 1) / StatePieceCount;
        int changes = _changes;
        return [.. bytes.Chunk(length).Select(piece => new StampedPayload(piece, () => _changes == changes))];
    }

    public void KeepPiece(StateChunk piece)
    {
        if (piece.Index == 0) _pieces.Clear();
        _pieces.AddRange(piece.Payload.Bytes.Span);
    }

    public void InstallState(long ticket, long appliedSteps)
    {
        BeginChange();
        ToyState state = ToyState.FromBytes(CollectionsMarshal.AsSpan(_pieces));
        After(world.Random.Between(100, 5_000), () => Install(ticket, appliedSteps, state));
    }

    public void WriteCheckpoint(long appliedSteps)
    {
        ToyState copy = _state!.Copy();
        After(world.Random.Between(1_000, 400_000), () => Complete(world.Disk.Write(appliedSteps, copy) is { } folder
            ? new CheckpointDone(appliedSteps, folder, null)
            : new CheckpointDone(appliedSteps, null, new WorkFailure("The disk is full.", "Make room.", false))));
    }

    private StepRecord Record(Generation generation, long step, Dictionary<int, SliceAverage> average)
    {
        ulong hash = average.OrderBy(slice => slice.Key)
            .Aggregate(0ul, (sum, slice) => (sum * 31) + slice.Value.Hash);
        bool isSkipped = average.Values.Any(slice => !slice.IsFinite);
        return new StepRecord(step, generation, hash, isSkipped, world.ReportsOf(step, average[world.Plan.ReportSlice].Payload.Bytes.Span));
    }

    private static byte[] ReportBytes(RankSpan ranks) =>
        MemoryMarshal.AsBytes<int>(Enumerable.Range(ranks.First, ranks.Count).ToArray()).ToArray();

    private void EndSlice(ComputeOrder order, int slice)
    {
        if (_order == order) _computed++;
        Complete(new SliceComputed(order.Ticket, slice));
    }

    private void Install(long ticket, long appliedSteps, ToyState state)
    {
        _state = state;
        EndChange(appliedSteps);
        Complete(new StateInstalled(ticket, appliedSteps, state.Hash()));
    }

    private void BeginChange()
    {
        Invariant.That(!_isChanging, "the state is changed twice at once");
        _isChanging = true;
        _changes++;
    }

    private void EndChange(long appliedSteps)
    {
        _isChanging = false;
        _appliedSteps = appliedSteps;
        world.Checks.StateChanged(node, appliedSteps, _state!.Hash());
    }

    private void Complete(WorkOutcome outcome) => node.Machine.Complete(outcome);

    private void After(long microseconds, Action action) => world.Queue.After(microseconds, () => node.Do(action));
}
