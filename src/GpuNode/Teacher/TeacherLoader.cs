using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher;

/// <summary>From configuration to a teacher that is ready to answer. It holds weights alone: no gradients, and no optimizer's
/// state.</summary>
public static class TeacherLoader
{
    /// <summary>The name that stands for a TorchScript file in place of an architecture.</summary>
    public const string TorchScript = "torchscript";

    /// <exception cref="UserErrorException">There is no such architecture, or the weights are not its weights.</exception>
    public static ITeacher Load(TeacherConfig config, DataSources data, Device device)
    {
        RequireClasses(config.Classes, "teacher.classes", data);
        if (config.Members.Count == 0) return LoadPart(config.Parts[0], data, device);
        List<ITeacher> members = [];
        try
        {
            foreach (TeacherMemberConfig member in config.Members) members.Add(LoadPart(member, data, device));
            return new EnsembleTeacher(members, config.Combine);
        }
        catch
        {
            foreach (ITeacher member in members) member.Dispose();
            throw;
        }
    }

    private static ITeacher LoadPart(TeacherMemberConfig part, DataSources data, Device device)
    {
        bool isScript = part.Architecture == TorchScript;
        if (isScript && !File.Exists(part.Weights))
            throw new UserErrorException($"there is no file {part.Weights}", "Correct teacher.weights.");
        ScriptPreprocessing? stated = isScript ? ScriptPreprocessing.Read(part.Weights) : null;
        RequireClasses(stated?.Classes, $"the number of classes in {part.Weights}", data);
        Normalization images = data.Training.Normalization;
        float[] mean = Choose(part.Mean, stated?.Mean, images.Mean), std = Choose(part.Std, stated?.Std, images.Std);
        RequireChannels(mean, std, part, data);
        ITeacher teacher = isScript ? ScriptTeacher.Load(part.Weights, data.ClassCount, device) : LoadNetwork(part, data, device);
        bool isSame = mean.SequenceEqual(images.Mean) && std.SequenceEqual(images.Std);
        return isSame ? teacher : new RenormalisedTeacher(teacher, images, new Normalization(mean, std), device);
    }

    /// <summary>What the configuration states comes first, then what the file says of itself, then the data.</summary>
    private static float[] Choose(ValueList<double> configured, float[]? stated, IReadOnlyList<float> data) =>
        configured.Count > 0 ? [.. configured.Select(value => (float)value)] : stated ?? [.. data];

    private static NetworkTeacher LoadNetwork(TeacherMemberConfig part, DataSources data, Device device)
    {
        Network network = NetworkCatalog.Create(part.Architecture, (int)data.ImageShape[0], data.ClassCount);
        FlatWeights weights = network.AllocateWeights(device);
        try
        {
            WeightArrays.Load(weights, WeightsFile.Read(part.Weights), part.Weights);
            return new NetworkTeacher(network, weights, data.ImageShape);
        }
        catch
        {
            network.Dispose();
            weights.Dispose();
            throw;
        }
    }

    private static void RequireClasses(int? stated, string where, DataSources data)
    {
        if (stated is not { } classes || classes == data.ClassCount) return;
        throw new UserErrorException(
            $"{where} is {classes}, but {data.Training.Name} has {data.ClassCount} classes",
            "Use a teacher that was trained on these classes.");
    }

    private static void RequireChannels(float[] mean, float[] std, TeacherMemberConfig part, DataSources data)
    {
        long channels = data.ImageShape[0];
        bool fits = mean.Length == channels && std.Length == channels && std.All(deviation => deviation > 0);
        if (fits) return;
        throw new UserErrorException(
            $"the teacher {part.Weights} is normalised by a mean of {mean.Length} and a deviation of {std.Length} values, "
            + $"but the images have {channels} channels",
            "State teacher.mean and teacher.std with a value a channel, each deviation above 0.");
    }
}
