using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Training;

/// <summary>Steps without a cluster around them, a record or checkpoints: what validation times, and what a benchmark holds
/// the cluster against.</summary>
public sealed class PlainLoop : IDisposable
{
    private readonly RunConfig _config;
    private readonly TrainingState _state;
    private readonly RankSet _ranks;
    private readonly double _learningRate;
    private readonly double _statisticsMomentum;

    /// <param name="config">With a single method.</param>
    /// <param name="mostSteps">Batches of so many steps are read, ahead of the computation.</param>
    /// <param name="learningRate">The same at each step; 0 leaves the weights alone and costs the same.</param>
    public PlainLoop(
        RunConfig config, RunInputs inputs, WorkerPool workers, long mostSteps, double learningRate, TimeProvider time)
    {
        (_config, _learningRate) = (config, learningRate);
        SamplePlan plan = inputs.Data.CreatePlan(config);
        _state = StudentFactory.CreateState(config, inputs.Data, Devices.Cpu);
        _ranks = new RankSet(config, inputs, _state.Weights, plan, mostSteps, workers, time);
        _statisticsMomentum = StatisticsMomentum.OfStep(
            MethodParts.CreateSelector(config.Methods[0], config.Seed, config.Train.Batch).RecordedPasses);
    }

    public TrainingState State => _state;

    /// <summary>What weights, optimizer and all ranks' contributions hold between two steps.</summary>
    public long HeldBytes => _state.Vectors.Concat(_ranks.Contributions.Select(contribution => contribution.All))
        .Sum(vector => vector.NumberOfElements * vector.ElementSize);

    /// <summary>One optimizer step of all ranks.</summary>
    public void Step()
    {
        _ranks.ComputeStep();
        _state.Apply(
            GradientAverage.Of(_ranks.Contributions), _learningRate, _config.Train.ClipNorm, _statisticsMomentum);
    }

    public void Dispose()
    {
        _ranks.Dispose();
        _state.Dispose();
    }
}
