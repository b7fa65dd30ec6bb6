using Distillery.Cli.Progress;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.Cli.Runs;

/// <summary>What the methods of a request share: libtorch, workers, data and teacher. Nothing is loaded before it is
/// asked for, so that a request whose runs are complete ends at once.</summary>
internal sealed class RunResources(RunConfig config, Device device, Action<string> preparing, CancellationToken stop)
    : IDisposable
{
    private WorkerPool? _workers;
    private RunInputs? _inputs;

    internal WorkerPool Workers => _workers ??= StartWorkers();

    internal RunInputs Inputs => _inputs ??= LoadInputs();

    public void Dispose()
    {
        _inputs?.Dispose();
        _workers?.Dispose();
    }

    private WorkerPool StartWorkers()
    {
        TorchRuntime.Initialize(config.Deterministic);
        TorchRuntime.Threads = config.Train.Threads; // Applying a step happens on this thread and has the same bits.
        return new WorkerPool(RunOptions.WorkersFor(config.Train.Replicas, config.Train.Threads), config.Train.Threads);
    }

    private RunInputs LoadInputs()
    {
        preparing(config.Teacher is null
            ? $"reading {config.Data.Path}"
            : $"reading {config.Data.Path} and measuring the teacher {Path.GetFileName(config.Teacher.Weights)}");
        RunInputs inputs = NetworkFit.Guard(
            config.Teacher?.Architecture ?? "", () => RunInputsLoader.Load(config, Workers, device, stop));
        try
        {
            NetworkFit.StudentMacs(config, inputs.Data);
            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }
}
