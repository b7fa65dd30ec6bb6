using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Training;

/// <summary>Loads what the runs of a configuration share, and measures the teacher before anything is built on it.</summary>
public static class RunInputsLoader
{
    /// <param name="workers">Worker w measures the teacher on device w modulo their number.</param>
    /// <param name="devices">Those that the teacher is to be asked on, of one kind.</param>
    /// <param name="loadsTeacher">False where teachers in other processes are asked.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">Data or teacher are not what the configuration says.</exception>
    public static RunInputs Load(
        RunConfig config, WorkerPool workers, IReadOnlyList<ComputeDevice> devices, CancellationToken stop, bool loadsTeacher = true)
    {
        DataSources data = DataSources.Open(config.Data);
        if (config.Teacher is null || !loadsTeacher) return new RunInputs(data, null, null);
        ITeacher teacher = TeacherCopies.Load(
            devices, device => TeacherLoader.Load(config.Teacher, data, config.Train.Threads, device));
        try
        {
            Evaluator evaluator = new(data.Validation, config.Teacher.Batch, [.. devices.Select(device => device.Torch)]);
            Accuracy measured = evaluator.Measure(workers, (_, images) => teacher.Answer(images), stop);
            TeacherVerification.Check(config.Teacher, measured, data.FullValidationCount);
            return new RunInputs(data, teacher, measured);
        }
        catch
        {
            teacher.Dispose();
            throw;
        }
    }
}
