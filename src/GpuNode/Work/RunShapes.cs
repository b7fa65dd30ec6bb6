using Distillery.GpuNode.Training;
using Distillery.Messages.Membership;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Work;

/// <summary>How long and how large a run is, as every node must find it.</summary>
internal sealed class RunShapes(RunConfig config, RunInputs inputs, SamplePlan samples, SliceLayout layout)
{
    internal RunPlan Plan { get; } = PlanOf(config, samples, layout.SliceCount);

    internal static RunPlan PlanOf(RunConfig config, SamplePlan samples, int sliceCount) => new(
        config.Train.Replicas, sliceCount, TotalSteps(config, samples),
        (long)config.Evaluate.EveryEpochs * samples.StepsPerEpoch,
        config.Checkpoint.EverySteps ?? samples.StepsPerEpoch);

    internal static long TotalSteps(RunConfig config, SamplePlan samples) =>
        config.Train.Steps ?? samples.TotalSteps(config.Train.Epochs!.Value);

    internal RunFacts FactsWith(long studentMacs) => new(
        TotalSteps(config, samples), samples.StepsPerEpoch, inputs.Data.Training.Count, layout.SliceCount,
        layout.VectorLength, studentMacs, inputs.Teacher?.MacsPerImage, inputs.TeacherAccuracy?.Top1,
        inputs.Data.ShardsFor(config));
}
