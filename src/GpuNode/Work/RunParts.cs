using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work.Copies;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Work;

/// <summary>What the ranks of a loaded run are made of.</summary>
/// <param name="Answers">Where ranks get their answers; null when the method asks nobody.</param>
/// <param name="Preparation">Who prepares the ranks' batches.</param>
/// <param name="Copies">The state, on each device that the ranks are spread over.</param>
/// <param name="TotalSteps">How many steps have batches.</param>
internal sealed record RunParts(
    RunConfig Config, RunInputs Inputs, IAnswerSource? Answers, IBatchPreparation Preparation, DeviceCopies Copies,
    SamplePlan Samples, SliceLayout Layout, long TotalSteps, TimeProvider Time, NodeMeters Meters)
{
    internal WireType Wire => Config.Cluster.Wire;

    internal int RankCount => Config.Train.Replicas;

    /// <param name="copy">Where it computes.</param>
    /// <param name="contribution">Where its contribution shall be; null for memory of its own, on its device.</param>
    internal StudentReplica CreateReplica(DeviceCopy copy, Tensor? contribution) =>
        StudentFactory.CreateReplica(Config, Inputs.Data, Answers, copy.State.Weights, Time, contribution);

    internal TrainingBatches OpenBatches(int rank, long firstStep) => new(
        Inputs.Data.Training, Samples, Config.Seed, rank, firstStep, TotalSteps, Config.Data.Prefetch, Preparation);
}
