using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Grey 32x32 images of ten classes that can be learned: a pattern for each class under noise.</summary>
internal static class SyntheticData
{
    internal const int TrainingCount = 69;
    internal const int ValidationCount = 40;

    private const int ClassCount = 10;

    private static readonly ImageShape Shape = new(1, 32, 32);

    /// <summary>The data, and with it a LeNet-5 of random weights as teacher if the configuration has one.</summary>
    internal static RunInputs Inputs(RunConfig config)
    {
        ImagePipeline pipeline = new(Shape, pad: 0, cropPadding: 2, flip: true, mean: [0.5f], std: [0.25f]);
        DataSources data = new(
            new RasterImages(Create("training", TrainingCount), pipeline),
            new RasterImages(Create("validation", ValidationCount), pipeline), ValidationCount);
        return config.Teacher is null
            ? new RunInputs(data, null, null)
            : new RunInputs(data, CreateTeacher(), new Accuracy(ValidationCount, 10, 20));
    }

    internal static InMemoryDataset Create(string name, int count)
    {
        RandomStream stream = RandomStream.Named(seed: 11, name);
        byte[] pixels = new byte[count * Shape.ValueCount];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % ClassCount);
            for (int pixel = 0; pixel < Shape.ValueCount; pixel++)
            {
                int pattern = 20 * ((pixel / 32 * (1 + labels[i]) / 8) % 8);
                pixels[(i * Shape.ValueCount) + pixel] = (byte)(pattern + stream.NextInt(100));
            }
        }
        return new InMemoryDataset(name, Shape, ClassCount, pixels, labels);
    }

    internal static NetworkTeacher CreateTeacher()
    {
        Network network = NetworkCatalog.Create("lenet5", Shape.Channels, ClassCount);
        return new NetworkTeacher(network, network.CreateWeights(seed: 99, Devices.Cpu), [1, 32, 32]);
    }
}
