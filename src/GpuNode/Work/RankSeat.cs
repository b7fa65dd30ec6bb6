using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work.Copies;
using Distillery.Messages.Progress;
using Distillery.Shared.Averaging;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>A place for one rank in this process: the memory that a rank needs, and the rank that has it now. Ranks come and
/// go; the memory stays, for messages may still refer to it.</summary>
internal sealed class RankSeat : IDisposable
{
    private readonly RunParts _run;
    private readonly StudentReplica _replica;
    private readonly SliceMemory? _leaf; // Null on a device whose memory is not the host's.
    private readonly bool _isWireMemory; // The replica's own memory is what travels.
    private readonly SliceProgress _progress;
    private TrainingBatches? _batches;
    private HostBatch? _batch;
    private long _nextStep;

    /// <param name="copy">The device that the seat is on.</param>
    internal RankSeat(RunParts run, DeviceCopy copy)
    {
        (_run, Copy) = (run, copy);
        bool isOnHost = !copy.Device.HasOwnMemory;
        _isWireMemory = isOnHost && run.Wire == WireType.Fp32;
        _leaf = isOnHost ? new SliceMemory(run.Layout, run.Wire) : null;
        _replica = run.CreateReplica(copy, _isWireMemory ? WireTensors.Over(Leaf, run.Wire) : null);
        _progress = new SliceProgress(run.Layout, copy.State.Weights.ParameterLayout);
        // A device works behind the host's back: there a gradient is complete only when the whole step is.
        if (isOnHost) _replica.HookGradients(_progress.Arrive);
        copy.Hold(StateVectors.BytesOf(Contribution));
    }

    internal DeviceCopy Copy { get; }

    /// <summary>Null when no rank sits here.</summary>
    internal int? Rank { get; private set; }

    /// <summary>The step of the contribution that is here; null when there is none.</summary>
    internal long? ComputedStep { get; private set; }

    /// <summary>What the rank tells of that step.</summary>
    internal RankReport? Report { get; private set; }

    /// <summary>What the rank's own work on that step took, by phase.</summary>
    internal IReadOnlyList<double> PhaseSeconds { get; private set; } = [];

    /// <summary>[vector], Float32, on the seat's device: the rank's contribution.</summary>
    internal Tensor Contribution => _replica.Gradients.All;

    /// <summary>The same on the host, as numbers of the wire type. Of seats on other devices, <see cref="ContributionPart"/> has it.</summary>
    internal SliceMemory Leaf => _leaf ?? throw new InvalidOperationException($"what is computed on {Copy.Device} is not on the host");

    /// <summary>Gives the place to a rank, or to none.</summary>
    internal void Assign(int? rank)
    {
        if (rank == Rank) return;
        _batches?.Dispose();
        (_batches, _batch, Rank) = (null, null, rank);
        Forget();
    }

    /// <summary>What was computed does not count any more: the state is another one.</summary>
    internal void Forget() => (ComputedStep, Report) = (null, null);

    /// <summary>Computes the rank's contribution to a step at the current weights.</summary>
    /// <param name="nodeSeconds">By phase, of the node's own work on the step before.</param>
    /// <param name="complete">Told of each slice as soon as it is computed, and in <see cref="Leaf"/> where there is one, on this thread.</param>
    /// <param name="stop">Ends the wait for data or a teacher.</param>
    /// <exception cref="OperationCanceledException">It was stopped; nothing counts as computed.</exception>
    internal void Compute(
        long step, double[] nodeSeconds, ulong? weightsHash, EvaluationPart? evaluation, Action<int> complete,
        CancellationToken stop)
    {
        long begin = _run.Meters.Now;
        HostBatch batch = TakeBatch(step, stop);
        ComputedStep = null;
        for (int slice = 0; slice < _run.Layout.VectorSlices; slice++) _leaf?.BeginWrite(slice);
        _progress.Begin(slice => OnSlice(slice, complete));
        RankStep result = _replica.Compute(batch, stop);
        _progress.End();
        double[] own = [.. result.PhaseSeconds];
        own[(int)StepPhase.Data] += _batches!.LastWaitSeconds;
        double[] seconds = [.. own.Zip(nodeSeconds, (rank, node) => rank + node)];
        float[] uncertainties = result.Selection.Uncertainties;
        PhaseSeconds = own;
        _run.Meters.RankComputed(Rank!.Value, Copy.Device.Name, begin, own, uncertainties);
        Report = new RankReport(
            Rank!.Value, result.Loss.Total, batch.Count, result.Selection.Kept, result.Selection.Reason, result.ScoredImages,
            result.TeacherQueries, uncertainties.Length == 0 ? double.NaN : uncertainties.Average(value => (double)value),
            seconds, weightsHash, evaluation?.Counts, DamagedIn(batch) + (evaluation?.Damages.Count ?? 0),
            Named(batch.Damages.Take(batch.Count), evaluation))
        {
            LabelLoss = result.Loss.Label,
            DistillLoss = result.Loss.Distill,
        };
        ComputedStep = step;
    }

    /// <summary>The closing step has no batch: the rank reports and contributes nothing.</summary>
    internal void Close(long step, ulong? weightsHash, EvaluationPart? evaluation)
    {
        Report = new RankReport(
            Rank!.Value, 0, 0, [], "", 0, 0, double.NaN, [], weightsHash, evaluation?.Counts, evaluation?.Damages.Count ?? 0,
            Named([], evaluation));
        ComputedStep = step;
    }

    public void Dispose()
    {
        Assign(null);
        Copy.Hold(-StateVectors.BytesOf(Contribution));
        _replica.Dispose();
        _leaf?.Dispose();
    }

    /// <summary>The batch of a step. It stays taken until that of another step is wanted, so that a step that is computed
    /// again has the same one at once.</summary>
    private HostBatch TakeBatch(long step, CancellationToken stop)
    {
        if (_batch is not null && _batch.Step == step) return _batch;
        if (_batches is null || _nextStep != step)
        {
            _batches?.Dispose();
            (_batches, _batch) = (_run.OpenBatches(Rank!.Value, step), null);
        }
        if (_batch is not null) _batches.Return(_batch);
        _batch = null; // If reading fails, nothing is held twice.
        _batch = _batches.Take(stop);
        _nextStep = step + 1;
        return _batch;
    }

    private static int DamagedIn(HostBatch batch) => batch.Damages.Take(batch.Count).Count(damage => damage is not null);

    private static DamagedSample[] Named(IEnumerable<DamagedImage?> inBatch, EvaluationPart? evaluation) =>
    [
        .. inBatch.Concat(evaluation?.Damages ?? []).OfType<DamagedImage>().Take(RankReport.MostDamages)
            .Select(damage => new DamagedSample(damage.Sample, $"{damage.Name}: {damage.Reason}")),
    ];

    private void OnSlice(int slice, Action<int> complete)
    {
        if (_leaf is not null && !_isWireMemory) Encode(slice, _leaf.Slices[slice].Span);
        _leaf?.EndWrite(slice);
        complete(slice);
    }

    private void Encode(int slice, Span<byte> place) => SliceSum.Encode(
        _run.Wire, Contribution.HostSpan<float>().Slice(checked((int)_run.Layout.OffsetOf(slice)), _run.Layout.LengthOf(slice)), place);
}
