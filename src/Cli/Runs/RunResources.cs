using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Runs;

/// <summary>What the methods of a request share: data and teacher. Nothing is loaded before it is asked for, so that a
/// request whose runs are complete ends at once.</summary>
/// <param name="devices">Those that the teacher is to be asked on.</param>
/// <param name="loadsTeacher">False for a node that asks the teachers of others.</param>
internal sealed class RunResources(RunConfig config, IReadOnlyList<ComputeDevice> devices, bool loadsTeacher = true) : IDisposable
{
    private RunInputs? _inputs;

    /// <param name="workers">Measure the teacher, the first time.</param>
    /// <param name="preparing">Told what takes a while.</param>
    /// <exception cref="UserErrorException">Data or teacher are not as configured, or the networks cannot take the
    /// images.</exception>
    internal RunInputs LoadInputs(WorkerPool workers, Action<string> preparing, CancellationToken stop)
    {
        if (_inputs is not null) return _inputs;
        preparing(config.Teacher is null || !loadsTeacher
            ? $"reading {config.Data.Path}"
            : $"reading {config.Data.Path} and measuring the teacher {Path.GetFileName(config.Teacher.Weights)}");
        RunInputs inputs = NetworkFit.Guard(
            config.Teacher?.Architecture ?? "", () => RunInputsLoader.Load(config, workers, devices, stop, loadsTeacher));
        try
        {
            NetworkFit.StudentMacs(config, inputs.Data);
            return _inputs = inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    public void Dispose() => _inputs?.Dispose();
}
