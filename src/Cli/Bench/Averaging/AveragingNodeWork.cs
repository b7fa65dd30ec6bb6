using System.Runtime.InteropServices;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;
using Distillery.Shared.TensorLinks;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>The work of a node that has its contribution ready and nothing to apply: what is left is averaging, with the
/// parts of the product that average in a run.</summary>
internal sealed class AveragingNodeWork : INodeWork, IDisposable
{
    private const long EndlessSteps = 1L << 40;

    private readonly AveragingShape _shape;
    private readonly Action<WorkOutcome> _tell;
    private readonly SliceLayout _layout;
    private readonly SliceMemory _contribution;
    private readonly MemoryPayload _report;
    private readonly AverageVectors _averages;
    private readonly SliceAverager _averager;
    private readonly WorkThread _state;
    private ComputeOrder? _held;
    private Action? _roundsDone;
    private int _roundsLeft;

    internal AveragingNodeWork(AveragingShape shape, int rank, Action<WorkOutcome> tell)
    {
        (_shape, _tell, _layout) = (shape, tell, shape.CreateLayout());
        _contribution = new SliceMemory(_layout, WireType.Fp32);
        TestVector.Fill(MemoryMarshal.Cast<byte, float>(_contribution.Whole.Span), rank);
        _report = new MemoryPayload(ReportCodec.Encode([new RankReport(rank, 0, 0, [], "", 0, 0, 0, [], null, null)]));
        TorchRuntime.Initialize(deterministic: true); // Averages lie in tensors.
        _averages = new AverageVectors(_layout, WireType.Fp32);
        _averager = new SliceAverager(_layout, WireType.Fp32, shape.Processes, _averages);
        _state = new WorkThread("state", failure => tell(new WorkBroken(new WorkFailure(failure.ToString(), "", IsFatal: true))));
    }

    /// <summary>Lets so many rounds pass.</summary>
    /// <param name="done">Called when the average of the last one is here and applied.</param>
    internal void Begin(int rounds, Action done)
    {
        (_roundsLeft, _roundsDone) = (rounds, done);
        if (_held is { } order) Compute(order);
    }

    /// <summary>Whether the average of a step has the right bits; asked between two turns.</summary>
    internal bool IsCorrect(long step) =>
        TestVector.IsAverage(MemoryMarshal.Cast<byte, float>(_averages.Of(step).Memory.Whole.Span), _shape.Processes);

    public void Load(Welcome welcome)
    {
        RunFacts facts = new(EndlessSteps, EndlessSteps, 1, _layout.SliceCount, _layout.VectorLength, 0, null, null);
        RunPlan plan = new(_shape.Processes, _layout.SliceCount, EndlessSteps, EndlessSteps, EndlessSteps);
        _tell(new Loaded(facts, plan, welcome.Fingerprint));
    }

    public void Restore(long ticket, long appliedSteps)
    {
        _averages.Await(appliedSteps);
        _tell(new StateInstalled(ticket, appliedSteps, 0));
    }

    public void Compute(ComputeOrder order)
    {
        _held = null;
        if (_roundsLeft == 0)
        {
            _held = order;
            _roundsDone?.Invoke();
            _roundsDone = null;
            return;
        }
        _roundsLeft--;
        for (int slice = 0; slice < _layout.SliceCount; slice++) _tell(new SliceComputed(order.Ticket, slice));
    }

    public Payload Contribution(long step, int slice, RankSpan subtree) =>
        slice == _layout.ReportSlice ? _report : _contribution.PayloadOf(slice);

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) => _state.Post(() =>
    {
        SliceAverage? average = _averager.Average(generation, step, slice, parts);
        Invariant.That(average is not null, $"a part of slice {slice} was overwritten");
        _tell(new Averaged(average));
    });

    /// <inheritdoc cref="NodeWork.PlaceFor"/>
    internal ReceivedPayload? PlaceFor(Message message, int byteCount) =>
        message is SliceAverage average ? _averages.PlaceFor(average, byteCount) : null;

    public void Keep(SliceAverage average) => _state.Post(() => _averages.Keep(average));

    public void Apply(Generation generation, long step) => _state.Post(() =>
    {
        StepAverage average = _averages.Of(step);
        Invariant.That(average.IsFinite(0), $"the average of step {step} is not finite");
        _averages.Await(step + 1);
        _tell(new Applied(new StepRecord(step, generation, average.Hash(0), IsSkipped: false, [])));
    });

    public SliceAverage AppliedAverage(Generation generation, int slice) => throw Unused();

    public IReadOnlyList<Payload> StatePieces() => throw Unused();

    public void KeepPiece(StateChunk piece) => throw Unused();

    public void InstallState(long ticket, long appliedSteps) => throw Unused();

    public void WriteCheckpoint(long appliedSteps) => throw Unused();

    public void Dispose()
    {
        _state.Dispose();
        _averages.Dispose();
        _contribution.Dispose();
    }

    private static InvariantException Unused() => new("a benchmark loses no node and writes no checkpoint");
}
