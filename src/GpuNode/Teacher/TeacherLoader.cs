using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher;

/// <summary>From configuration to a teacher that is ready to answer.</summary>
public static class TeacherLoader
{
    /// <exception cref="UserErrorException">There is no such architecture, or the weights are not its weights.</exception>
    public static ITeacher Load(TeacherConfig config, DataSources data, Device device)
    {
        RequireClasses(config, data);
        Network network = NetworkCatalog.Create(config.Architecture, (int)data.ImageShape[0], data.ClassCount);
        FlatWeights weights = network.AllocateWeights(device);
        try
        {
            WeightArrays.Load(weights, WeightsFile.Read(config.Weights), config.Weights);
            return new NetworkTeacher(network, weights, data.ImageShape);
        }
        catch
        {
            network.Dispose();
            weights.Dispose();
            throw;
        }
    }

    private static void RequireClasses(TeacherConfig config, DataSources data)
    {
        if (config.Classes is not { } stated || stated == data.ClassCount) return;
        throw new UserErrorException(
            $"teacher.classes is {stated}, but {data.Training.Name} has {data.ClassCount} classes",
            "Use a teacher that was trained on these classes.");
    }
}
