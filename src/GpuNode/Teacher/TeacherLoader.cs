using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher;

/// <summary>From configuration to a teacher that is ready to answer. It holds weights alone: no gradients, and no optimizer's
/// state.</summary>
public sealed class TeacherLoader
{
    private readonly TeacherConfig _config;
    private readonly DataSources _data;
    private readonly int _threads;
    private readonly Device _device;

    private TeacherLoader(TeacherConfig config, DataSources data, int threads, Device device) =>
        (_config, _data, _threads, _device) = (config, data, threads, device);

    /// <param name="threads">That compute one answer together.</param>
    /// <exception cref="UserErrorException">There is no such architecture, or the file is not what it is said to be.</exception>
    public static ITeacher Load(TeacherConfig config, DataSources data, int threads, Device device) =>
        new TeacherLoader(config, data, threads, device).Load();

    private ITeacher Load()
    {
        RequireClasses(_config.Classes, "teacher.classes");
        if (_config.Members.Count == 0) return LoadPart(_config.Parts[0]);
        List<ITeacher> members = [];
        try
        {
            foreach (TeacherMemberConfig member in _config.Members) members.Add(LoadPart(member));
            return new EnsembleTeacher(members, _config.Combine);
        }
        catch
        {
            foreach (ITeacher member in members) member.Dispose();
            throw;
        }
    }

    private ITeacher LoadPart(TeacherMemberConfig part) => part.Format switch
    {
        TeacherFormat.Onnx => LoadOnnx(part),
        TeacherFormat.Torchscript => LoadScript(part),
        _ => Normalised(part, null, () => LoadNetwork(part)),
    };

    private ITeacher LoadOnnx(TeacherMemberConfig part)
    {
        ImageShape images = _data.Training.Shape;
        OnnxClassifier file = OnnxClassifier.Read(part.Weights, images, _data.ClassCount, part.Layout);
        return Normalised(part, file.Stated, () => OnnxTeacher.Load(file, images, _data.ClassCount, _threads, _device));
    }

    private ITeacher LoadScript(TeacherMemberConfig part)
    {
        if (!File.Exists(part.Weights))
            throw new UserErrorException($"there is no file {part.Weights}", "Correct teacher.weights.");
        StatedPreprocessing? stated = StatedPreprocessing.ReadScript(part.Weights);
        return Normalised(part, stated, () => ScriptTeacher.Load(part.Weights, _data.ClassCount, _device));
    }

    /// <summary>A teacher that sees images normalised as it was trained with.</summary>
    /// <param name="stated">What its file says of itself.</param>
    /// <param name="load">Called when classes and channels are found to fit.</param>
    private ITeacher Normalised(TeacherMemberConfig part, StatedPreprocessing? stated, Func<ITeacher> load)
    {
        RequireClasses(stated?.Classes, $"the number of classes in {part.Weights}");
        Normalization images = _data.Training.Normalization;
        float[] mean = Choose(part.Mean, stated?.Mean, images.Mean), std = Choose(part.Std, stated?.Std, images.Std);
        RequireChannels(mean, std, part);
        ITeacher teacher = load();
        bool isSame = mean.SequenceEqual(images.Mean) && std.SequenceEqual(images.Std);
        return isSame ? teacher : new RenormalisedTeacher(teacher, images, new Normalization(mean, std), _device);
    }

    /// <summary>What the configuration states comes first, then what the file says of itself, then the data.</summary>
    private static float[] Choose(ValueList<double> configured, float[]? stated, IReadOnlyList<float> data) =>
        configured.Count > 0 ? [.. configured.Select(value => (float)value)] : stated ?? [.. data];

    private ITeacher LoadNetwork(TeacherMemberConfig part)
    {
        NetworkTeacher torch = LoadWeights(part);
        try
        {
            OnnxTeacher? onnx = EngineChoice.TryOnnx(
                _config.Engine, torch, part.Architecture, _data.Training.Shape, _data.ClassCount, _threads, _device);
            if (onnx is null) return torch;
            torch.Dispose();
            return onnx;
        }
        catch
        {
            torch.Dispose();
            throw;
        }
    }

    private NetworkTeacher LoadWeights(TeacherMemberConfig part)
    {
        Network network = NetworkCatalog.Create(part.Architecture, (int)_data.ImageShape[0], _data.ClassCount);
        FlatWeights weights = network.AllocateWeights(_device);
        try
        {
            WeightArrays.Load(weights, WeightsFile.Read(part.Weights), part.Weights);
            return new NetworkTeacher(network, weights, _data.ImageShape);
        }
        catch
        {
            network.Dispose();
            weights.Dispose();
            throw;
        }
    }

    private void RequireClasses(int? stated, string where)
    {
        if (stated is not { } classes || classes == _data.ClassCount) return;
        throw new UserErrorException(
            $"{where} is {classes}, but {_data.Training.Name} has {_data.ClassCount} classes",
            "Use a teacher that was trained on these classes.");
    }

    private void RequireChannels(float[] mean, float[] std, TeacherMemberConfig part)
    {
        long channels = _data.ImageShape[0];
        bool fits = mean.Length == channels && std.Length == channels && std.All(deviation => deviation > 0);
        if (fits) return;
        throw new UserErrorException(
            $"the teacher {part.Weights} is normalised by a mean of {mean.Length} and a deviation of {std.Length} values, "
            + $"but the images have {channels} channels",
            "State teacher.mean and teacher.std with a value a channel, each deviation above 0.");
    }
}
