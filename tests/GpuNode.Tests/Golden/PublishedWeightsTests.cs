using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Weights;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>What torchvision saves is a teacher as it is.</summary>
public sealed class PublishedWeightsTests : SingleThreadedTorch
{
    private const double Tolerance = 1e-4; // Of the largest logit, which is about 1; measured: 3e-6.

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    public void A_state_dict_of_torchvision_loads_by_name_and_answers_alike(string name) =>
        AssertAnswers(name, name, $"{name}.pth", TeacherFormat.Weights, TeacherEngine.Torch);

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    public void ONNX_Runtime_answers_alike(string name) =>
        AssertAnswers(name, name, $"{name}.pth", TeacherFormat.Weights, TeacherEngine.Onnxruntime);

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    public void A_script_of_torchvision_answers_alike(string name) =>
        AssertAnswers(name, "theirs", $"{name}.pt", TeacherFormat.Torchscript, TeacherEngine.Auto);

    [Fact]
    public void An_ONNX_file_of_PyTorch_answers_alike() =>
        AssertAnswers("resnet18", "theirs", "resnet18.onnx", TeacherFormat.Onnx, TeacherEngine.Auto);

    private static void AssertAnswers(string name, string architecture, string file, TeacherFormat format, TeacherEngine engine)
    {
        const float mean = 0.4f, std = 0.2f; // What the data is said to be normalised by: the images are converted to the same values.
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = GoldenFiles.Read($"published/{name}.safetensors");
        ImageShape shape = new(3, 224, 224);
        InMemoryDataset images = new("images", shape, 256, new byte[shape.ValueCount], [0]);
        ImagePipeline pipeline = new(shape, 0, 0, false, [mean, mean, mean], [std, std, std]);
        RasterImages data = new(new ClassifiedImages(images, 1000), pipeline);
        TeacherConfig config = new()
        {
            Architecture = architecture, Weights = GoldenFiles.PathOf($"published/{file}"), Format = format, Engine = engine, Classes = 1000, Top1 = 0.5,
            Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225],
        };
        using ITeacher teacher = TeacherLoader.Load(config, new DataSources(data, data, 1), threads: 1, Devices.Cpu);

        Tensor answers = teacher.Answer(AsData(golden["images"].ToTensor(), mean, std));

        Assert.False(answers.requires_grad);
        Closeness.AssertClose("logits", golden["logits"].Doubles(), answers.Doubles(), Tolerance);
    }

    /// <summary>Images as the network sees them, normalised by the data's numbers instead of by torchvision's.</summary>
    private static Tensor AsData(Tensor images, float mean, float std)
    {
        Tensor ownMean = HostTensor.From<float>([0.485f - mean, 0.456f - mean, 0.406f - mean], 1, 3, 1, 1);
        Tensor ownStd = HostTensor.From<float>([0.229f, 0.224f, 0.225f], 1, 3, 1, 1);
        return ((images * ownStd) + ownMean) * (1 / std);
    }

    private sealed class ClassifiedImages(InMemoryDataset images, int classCount) : IImageDataset
    {
        public string Name => images.Name;

        public int Count => images.Count;

        public ImageShape Shape => images.Shape;

        public int ClassCount => classCount;

        public int Label(int index) => images.Label(index);

        public void ReadImage(int index, Span<byte> destination) => images.ReadImage(index, destination);
    }
}
