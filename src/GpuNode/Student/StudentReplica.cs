using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Student;

/// <summary>One rank: a network instance over the node's shared weights, with a contribution of its own. It computes the
/// gradient of one batch at the current weights, and never changes the weights.</summary>
public sealed class StudentReplica : IDisposable
{
    private readonly Network _network;
    private readonly ISampleSelector _selector;
    private readonly Objective _objective;
    private readonly IAnswerSource? _teacher;
    private readonly TimeProvider _time;
    private readonly bool _narrow;

    /// <param name="teacher">Null when the method asks none.</param>
    /// <param name="narrow">Compute forward passes in bfloat16 where that gains.</param>
    /// <param name="contribution">[parameters + buffers], Float32, zero, on the weights' device: where the contribution shall be.
    /// It then belongs to this object. Null for new memory.</param>
    public StudentReplica(
        Network network, FlatWeights weights, ISampleSelector selector, Objective objective, IAnswerSource? teacher,
        bool narrow, TimeProvider time, Tensor? contribution = null)
    {
        (_network, _selector, _objective, _teacher) = (network, selector, objective, teacher);
        (_narrow, _time) = (narrow, time);
        Gradients = contribution is null
            ? network.AllocateGradients(weights.Parameters.device)
            : new FlatGradients(network.ParameterLayout, network.BufferLayout, contribution);
        network.Bind(weights, Gradients);
    }

    /// <summary>The contribution of the batch computed last.</summary>
    public FlatGradients Gradients { get; }

    /// <summary>The training step of one rank, from a batch to its contribution. Teachers in other processes compute while the
    /// forward pass runs here.</summary>
    /// <param name="stop">Ends the wait for answers.</param>
    /// <exception cref="OperationCanceledException">It was stopped; there is no contribution.</exception>
    public RankStep Compute(HostBatch batch, CancellationToken stop = default)
    {
        using DisposeScope scope = NewDisposeScope();
        PhaseTimer timer = new(_time);
        Gradients.All.zero_();
        Device device = Gradients.All.device;
        Tensor images = batch.Images(device);
        Tensor labels = HostTensor.Over(batch.Labels.AsMemory(), batch.Count).to(device);

        Selection selection = SelectSamples(images, batch);
        timer.End(StepPhase.Score);

        TrainingInputs inputs = TrainingInputs.From(images, labels, selection);
        using IPendingAnswers? pending = _teacher?.Ask(new Question(batch, selection, inputs.Images));
        timer.End(StepPhase.Teacher);

        Tensor logits = Forward(inputs.Images);
        timer.End(StepPhase.ForwardBackward);

        Tensor? answers = pending?.Take(stop);
        timer.End(StepPhase.Teacher);

        LossTerms loss = _objective.Loss(logits, inputs, answers);
        loss.Total.backward();
        LossValues lossValues = loss.Read();
        timer.End(StepPhase.ForwardBackward);

        return new RankStep(lossValues, selection, _selector.ScoredCount, pending?.QueryCount ?? 0, timer.Seconds);
    }

    /// <summary>Lets it be told, while backward goes on, stage by stage, which parameters' parts of the contribution are complete. What
    /// is not told is so when the step is computed. To be called once.</summary>
    /// <param name="complete">Runs on the thread that computes, and must not throw.</param>
    public void HookGradients(Action<FlatEntry> complete) => _network.HookGradients(complete);

    public void Dispose()
    {
        _network.Dispose();
        Gradients.Dispose();
    }

    private Selection SelectSamples(Tensor images, HostBatch batch)
    {
        using NarrowScope narrow = new(_narrow, images.device_type);
        return _selector.Select(_network, images, batch);
    }

    private Tensor Forward(Tensor images)
    {
        using NarrowScope narrow = new(_narrow, images.device_type);
        _network.State.Normalization = NormalizationMode.BatchRecorded;
        _network.State.RecordedShare = StatisticsMomentum.ShareOfLastPass(_selector.RecordedPasses);
        Tensor logits = _network.call(images);
        return _narrow ? logits.to(ScalarType.Float32) : logits;
    }
}
