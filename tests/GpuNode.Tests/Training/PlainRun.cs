using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Training without machines, slices or records: what a run must come to, written as plainly as it can be.</summary>
internal static class PlainRun
{
    /// <summary>Trains from the first step to the last.</summary>
    /// <returns>The weights' checksum at the end; and by evaluation, the step and the counts.</returns>
    internal static (string Checksum, IReadOnlyList<(long Step, Accuracy Accuracy)> Evaluations) Train(RunConfig config)
    {
        using RunInputs inputs = SyntheticData.Inputs(config);
        using WorkerPool workers = new(1, config.Train.Threads);
        SamplePlan plan = new(config.Seed, inputs.Data.Training.Count, config.Train.Replicas, config.Train.Batch);
        long steps = config.Train.Steps ?? plan.TotalSteps(config.Train.Epochs!.Value);
        LearningRateSchedule schedule = new(
            config.Train.Schedule, config.Train.Optimizer.LearningRate, plan.StepsPerEpoch, steps);
        double momentum = StatisticsMomentum.OfStep(
            MethodParts.CreateSelector(config.Methods[0], config.Seed, config.Train.Batch).RecordedPasses);
        using TrainingState state = StudentFactory.CreateState(config, inputs.Data, Devices.Cpu);
        using RankSet ranks = new(config, inputs, state.Weights, plan, steps, workers, TimeProvider.System);
        List<(long, Accuracy)> evaluations = [];
        while (state.Step < steps)
        {
            ranks.ComputeStep();
            FlatGradients average = GradientAverage.Of(ranks.Contributions);
            state.Apply(average, schedule.At(state.Step), config.Train.ClipNorm, momentum);
            bool isEvaluated = state.Step == steps || state.Step % (config.Evaluate.EveryEpochs * plan.StepsPerEpoch) == 0;
            if (isEvaluated) evaluations.Add((state.Step, Evaluate(config, inputs, state.Evaluated, workers)));
        }
        return (WeightsChecksum.Of(state.Weights), evaluations);
    }

    private static Accuracy Evaluate(RunConfig config, RunInputs inputs, FlatWeights weights, WorkerPool workers)
    {
        using Network network = StudentFactory.CreateNetwork(config, inputs.Data);
        network.Bind(weights);
        Evaluator evaluator = new(inputs.Data.Validation, config.Evaluate.Batch, Devices.Cpu);
        return evaluator.Measure(workers, (_, images) => network.call(images), CancellationToken.None);
    }
}
