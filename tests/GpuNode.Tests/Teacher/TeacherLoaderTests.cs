using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Teacher.Onnx.Recording;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Tests.Golden;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher;

public sealed class TeacherLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataSources _data;

    public TeacherLoaderTests()
    {
        InMemoryDataset dataset = SyntheticData.Create("validation", 40);
        RasterImages images = new(dataset, new ImagePipeline(dataset.Shape, 0, 0, false, [0.5f], [0.25f]));
        _data = new DataSources(images, images, images.Count);
        TorchRuntime.Threads = 1;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_teacher_answers_as_the_network_whose_weights_it_has()
    {
        string file = SaveWeights("lenet5", seed: 3);
        using ITeacher teacher = TeacherLoader.Load(Config("lenet5", file) with { Engine = TeacherEngine.Torch }, _data, threads: 1, Devices.Cpu);
        using SmallNetwork network = new(seed: 3);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = SmallNetwork.Images(SmallNetwork.Batch(4));

        Tensor answers = teacher.Answer(images);

        Assert.IsType<NetworkTeacher>(teacher);
        Assert.False(answers.requires_grad);
        Assert.Equal([4L, 10], answers.shape);
        Assert.Equal(network.Network.call(images).ToArray<float>(), answers.ToArray<float>());
        Assert.Equal(network.Network.CountMacs([1, 32, 32], Devices.Cpu), teacher.MacsPerImage);
    }

    [Theory]
    [InlineData(TeacherEngine.Auto)]
    [InlineData(TeacherEngine.Onnxruntime)]
    public void ONNX_Runtime_answers_for_the_network_with_the_same_logits_but_for_rounding(TeacherEngine engine)
    {
        string file = SaveWeights("lenet5", seed: 3);
        using ITeacher teacher = TeacherLoader.Load(Config("lenet5", file) with { Engine = engine }, _data, threads: 1, Devices.Cpu);
        using SmallNetwork network = new(seed: 3);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = SmallNetwork.Images(SmallNetwork.Batch(4));

        Assert.IsType<OnnxTeacher>(teacher);
        Assert.Equal(network.Network.CountMacs([1, 32, 32], Devices.Cpu), teacher.MacsPerImage);
        Closeness.AssertClose("logits", network.Network.call(images).Doubles(), teacher.Answer(images).Doubles());
    }

    [Fact]
    public void An_exported_student_teaches_and_brings_its_normalisation()
    {
        using SmallNetwork network = new(seed: 3);
        string same = Export("same.onnx", network, [0.5f], [0.25f]), other = Export("other.onnx", network, [0.25f], [0.5f]);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = SmallNetwork.Images(SmallNetwork.Batch(4));
        Tensor converted = (images * 0.25f + 0.5f - 0.25f) * 2f;

        using ITeacher alike = TeacherLoader.Load(OnnxConfig(same), _data, threads: 1, Devices.Cpu);
        using ITeacher differing = TeacherLoader.Load(OnnxConfig(other), _data, threads: 1, Devices.Cpu);
        using ITeacher stated = TeacherLoader.Load(OnnxConfig(other) with { Mean = [0.5], Std = [0.25] }, _data, threads: 1, Devices.Cpu);

        Closeness.AssertClose("alike", network.Network.call(images).Doubles(), alike.Answer(images).Doubles());
        Closeness.AssertClose("converted", network.Network.call(converted).Doubles(), differing.Answer(images).Doubles());
        Closeness.AssertClose("stated", network.Network.call(images).Doubles(), stated.Answer(images).Doubles());
    }

    [Fact]
    public void Classes_that_an_ONNX_file_states_are_checked()
    {
        using SmallNetwork network = new(seed: 3);
        string file = Export("classes.onnx", network, [0.5f], [0.25f], classes: 11);
        Assert.Contains($"the number of classes in {file} is 11", Refusal(OnnxConfig(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_classes_is_refused()
    {
        TeacherConfig config = Config("lenet5", "/not/read") with { Classes = 100 };
        UserErrorException error = Refusal(config);
        Assert.Contains("100", error.Message, StringComparison.Ordinal);
        Assert.Contains("10 classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_number_of_classes_are_refused()
    {
        string file = SaveWeights("lenet5", seed: 3, classCount: 100);
        Assert.Contains("fc3.weight: ", Refusal(Config("lenet5", file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_architecture_are_refused_with_the_tensors_that_differ()
    {
        string file = SaveWeights("resnet8", seed: 3);
        UserErrorException error = Refusal(Config("lenet5", file));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("conv2.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("additional", error.Message, StringComparison.Ordinal);
        Assert.Contains("layer1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_architecture_and_a_missing_file_are_refused()
    {
        Assert.Contains("resnet20", Refusal(Config("resnet21", "/not/read")).NextStep, StringComparison.Ordinal);
        string missing = _folder.File("missing.safetensors");
        Assert.Contains(missing, Refusal(Config("lenet5", missing)).Message, StringComparison.Ordinal);
        foreach (TeacherFormat format in new[] { TeacherFormat.Torchscript, TeacherFormat.Onnx })
            Assert.Contains(missing, Refusal(Config("theirs", missing) with { Format = format }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_random_initialisation_do_not_pass_for_a_teacher()
    {
        TeacherConfig config = Config("lenet5", SaveWeights("lenet5", seed: 3));
        using ITeacher teacher = TeacherLoader.Load(config, _data, threads: 1, Devices.Cpu);
        using WorkerPool workers = new(2, threadsPerWorker: 1);
        Accuracy measured = new Evaluator(_data.Validation, 16, Devices.Cpu)
            .Measure(workers, (_, images) => teacher.Answer(images), CancellationToken.None);

        Assert.Equal(40, measured.Count);
        Assert.Throws<UserErrorException>(() => TeacherVerification.Check(config, measured, _data.FullValidationCount));
    }

    private static TeacherConfig Config(string architecture, string weights) => new()
    {
        Architecture = architecture, Weights = weights, Top1 = 0.9, Top1Tolerance = 0.002,
    };

    private static TeacherConfig OnnxConfig(string file) => Config("onnx", file) with { Format = TeacherFormat.Onnx };

    private string Export(string name, SmallNetwork network, float[] mean, float[] std, int classes = 10)
    {
        using FileStream file = File.Create(_folder.File(name));
        NetworkExport.Write(file, network.Network, "lenet5", SmallNetwork.Shape, new StatedPreprocessing(mean, std, classes));
        return file.Name;
    }

    private UserErrorException Refusal(TeacherConfig config) =>
        Assert.Throws<UserErrorException>(() => TeacherLoader.Load(config, _data, threads: 1, Devices.Cpu).Dispose());

    private string SaveWeights(string architecture, long seed, int classCount = 10)
    {
        string path = _folder.File($"{architecture}-{classCount}.safetensors");
        using Network network = NetworkCatalog.Create(architecture, 1, classCount);
        using FlatWeights weights = network.CreateWeights(seed, Devices.Cpu);
        using FileStream stream = File.Create(path);
        SafetensorsFile.Write(stream, WeightArrays.From(weights), metadata: null);
        return path;
    }
}
