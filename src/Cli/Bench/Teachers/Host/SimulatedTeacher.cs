using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Bench.Teachers.Host;

/// <summary>Knows nothing and takes a stated time for each image, without using a core: a teacher on a machine of its own, where
/// there is only one machine. At no time an image it gives answers for free.</summary>
internal sealed class SimulatedTeacher(int microsecondsPerImage, int classCount) : ITeacher
{
    public long? MacsPerImage => null;

    /// <summary>The run's data with such a teacher.</summary>
    internal static RunInputs InputsOf(RunConfig config, int microsecondsPerImage) =>
        InputsOf(DataSources.Open(config.Data), microsecondsPerImage);

    internal static RunInputs InputsOf(DataSources data, int microsecondsPerImage) => new(
        data, new SimulatedTeacher(microsecondsPerImage, data.ClassCount), new Accuracy(1, 1, 1));

    public Tensor Answer(Tensor images)
    {
        long count = images.size(0);
        if (microsecondsPerImage > 0) Thread.Sleep(TimeSpan.FromMicroseconds(count * microsecondsPerImage));
        return zeros([count, classCount], ScalarType.Float32);
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
