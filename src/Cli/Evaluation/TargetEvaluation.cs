using Distillery.Cli.Runs;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;

namespace Distillery.Cli.Evaluation;

/// <summary>Measures targets on their validation data, each with all cores.</summary>
internal sealed class TargetEvaluation(Device device, CancellationToken stop)
{
    /// <exception cref="Distillery.Shared.UserErrorException">Data or weights are missing, damaged or do not
    /// fit.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal Accuracy Measure(EvaluationTarget target)
    {
        TorchRuntime.Initialize(target.Config.Deterministic);
        DataSources data = DataSources.Open(target.Config.Data);
        const int Threads = 1;
        using WorkerPool workers = new(Environment.ProcessorCount, Threads);
        Evaluator evaluator = new(data.Validation, target.Config.Evaluate.Batch, device);
        if (target.Teacher is { } stated)
        {
            using ITeacher teacher = NetworkFit.Guard(
                stated.Architecture, () => TeacherLoader.Load(stated, data, Threads, device));
            return evaluator.Measure(workers, (_, images) => teacher.Answer(images), stop);
        }
        using LoadedNetwork network = LoadedNetwork.Load(
            target.Architecture, target.WeightsPath, data.Training.Shape, data.ClassCount, workers.Count, device);
        return evaluator.Measure(workers, (worker, images) => network[worker].call(images), stop);
    }
}
