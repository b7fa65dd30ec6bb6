using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.Cli.Validation;

/// <summary>A few real steps and evaluation batches of one method, in memory alone: no file is touched.</summary>
/// <param name="SecondsPerStep">The median of the timed steps.</param>
/// <param name="SecondsPerEvaluation">Of the whole validation set, from a part of it.</param>
/// <param name="StateBytes">What weights, optimizer and all ranks' gradients hold between two steps.</param>
/// <param name="WorkingBytes">What a step takes beside that, kept for the next one.</param>
internal sealed record StepTrial(double SecondsPerStep, double SecondsPerEvaluation, long StateBytes, long WorkingBytes)
{
    private const int WarmUpSteps = 2;
    private const int MaximumTimedSteps = 20;
    private const double EnoughSeconds = 1.5;
    private const int EvaluationBatches = 2; // a worker

    /// <param name="config">With a single method.</param>
    internal static StepTrial Run(
        RunConfig config, RunInputs inputs, WorkerPool workers, TimeProvider time, CancellationToken stop)
    {
        HostMemory.Trim();
        long before = HostMemory.Current.ResidentBytes;
        using PlainLoop loop = new(
            config, inputs, workers, WarmUpSteps + MaximumTimedSteps, learningRate: 0, time);
        for (int i = 0; i < WarmUpSteps; i++) loop.Step();
        long grown = HostMemory.Current.ResidentBytes - before;
        double secondsPerStep = TimeSteps(loop, time, stop);
        return new StepTrial(
            secondsPerStep, TimeEvaluation(config, inputs, loop.State, workers, time, stop),
            loop.HeldBytes, Math.Max(0, grown - loop.HeldBytes));
    }

    private static double TimeSteps(PlainLoop loop, TimeProvider time, CancellationToken stop)
    {
        List<double> seconds = [];
        while (seconds.Count < MaximumTimedSteps && seconds.Sum() < EnoughSeconds)
        {
            stop.ThrowIfCancellationRequested();
            long started = time.GetTimestamp();
            loop.Step();
            seconds.Add(time.GetElapsedTime(started).TotalSeconds);
        }
        seconds.Sort();
        return seconds[seconds.Count / 2];
    }

    private static double TimeEvaluation(
        RunConfig config, RunInputs inputs, TrainingState state, WorkerPool workers, TimeProvider time,
        CancellationToken stop)
    {
        DataSources data = inputs.Data;
        Network[] networks =
        [
            .. Enumerable.Range(0, workers.Count).Select(_ => StudentFactory.CreateNetwork(config, data)),
        ];
        foreach (Network network in networks) network.Bind(state.Weights);
        int part = Math.Min(data.Validation.Count, config.Evaluate.Batch * workers.Count * EvaluationBatches);
        Evaluator evaluator = new(
            new SubsetImages(data.Validation, part), config.Evaluate.Batch, Devices.Cpu);
        long started = time.GetTimestamp();
        evaluator.Measure(workers, (worker, images) => networks[worker].call(images), stop);
        double seconds = time.GetElapsedTime(started).TotalSeconds;
        foreach (Network network in networks) network.Dispose();
        return seconds * data.Validation.Count / part;
    }
}
