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
    /// <summary>The name that stands for a TorchScript file in place of an architecture.</summary>
    public const string TorchScript = "torchscript";

    /// <exception cref="UserErrorException">There is no such architecture, or the weights are not its weights.</exception>
    public static ITeacher Load(TeacherConfig config, DataSources data, Device device)
    {
        RequireClasses(config, data);
        return config.Architecture == TorchScript ? LoadScript(config, data, device) : LoadNetwork(config, data, device);
    }

    private static ScriptTeacher LoadScript(TeacherConfig config, DataSources data, Device device)
    {
        if (!File.Exists(config.Weights))
            throw new UserErrorException($"there is no file {config.Weights}", "Correct teacher.weights.");
        try
        {
            return new ScriptTeacher(ScriptModule.Load(config.Weights, device), data.ClassCount, config.Weights);
        }
        catch (TorchException error)
        {
            throw new UserErrorException(
                $"{config.Weights} is not a TorchScript file that libtorch {TorchRuntime.Version} can read: {error.Message.Split('\n')[0]}",
                "Save it with torch.jit.save from a PyTorch that is not newer, or name teacher.architecture.", error);
        }
    }

    private static NetworkTeacher LoadNetwork(TeacherConfig config, DataSources data, Device device)
    {
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
