using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Work.Copies;
using Distillery.Messages;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Averaging;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Work;

/// <summary>Turns w(s) into w(s+1) by the kept average.</summary>
internal sealed class StepApplier(RunParts run, RunPlan plan, AverageVectors averages)
{
    private readonly LearningRateSchedule _schedule = new(
        run.Config.Train.Schedule, run.Config.Train.Optimizer.LearningRate, run.Samples.StepsPerEpoch, run.TotalSteps);

    private readonly double _statisticsMomentum = StatisticsMomentum.OfStep(
        MethodParts.CreateSelector(run.Config.Methods[0], run.Config.Seed, run.Config.Train.Batch).RecordedPasses);

    /// <summary>Applies a step. One whose average is not finite, and the closing step, only count.</summary>
    internal StepRecord Apply(Generation generation, long step)
    {
        long appliedSteps = run.Copies.First.Step;
        Invariant.That(appliedSteps == step, $"step {step} is applied to the weights of step {appliedSteps}");
        StepAverage average = averages.Of(step);
        int firstSlice = plan.FirstSliceOf(step);
        bool isFinite = average.IsFinite(firstSlice);
        if (isFinite && !plan.IsClosing(step)) run.Copies.Each(copy => Update(copy, average.Values, step));
        else run.Copies.Skip();
        (IReadOnlyList<RankReport>? reports, string? problem) = ReportCodec.Decode(average.Reports);
        Invariant.That(reports is not null, $"the reports of step {step} cannot be read: {problem}");
        return new StepRecord(step, generation, average.Hash(firstSlice), !isFinite, reports);
    }

    private void Update(DeviceCopy copy, Tensor wireAverage, long step)
    {
        long begin = run.Meters.Now;
        using DisposeScope scope = NewDisposeScope();
        Tensor values = copy.Device.Take(wireAverage).to(ScalarType.Float32);
        FlatWeights weights = copy.State.Weights;
        using FlatGradients average = new(weights.ParameterLayout, weights.BufferLayout, values);
        copy.State.Apply(average, _schedule.At(step), run.Config.Train.ClipNorm, _statisticsMomentum);
        run.Meters.AppliedOn(copy.Device.Name, begin);
    }
}
