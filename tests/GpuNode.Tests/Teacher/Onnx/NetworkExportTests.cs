using Distillery.GpuNode.Data;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Teacher.Onnx.Recording;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Tests.Golden;
using Distillery.GpuNode.Weights;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

/// <summary>Every network as an ONNX file, computed by ONNX Runtime.</summary>
public sealed class NetworkExportTests : SingleThreadedTorch, IDisposable
{
    private const double Tolerance = 1e-4; // Of the largest logit, which is about 1.
    private const int Asked = 3;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Architectures => ExportedNetworks.All;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_answers_alike_in_ONNX_Runtime(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        (Network network, FlatWeights weights) = ExportedNetworks.Create(architecture);
        ImageShape shape = ExportedNetworks.Images(architecture);
        using OnnxTeacher exported = Export(network, architecture, shape, ExportedNetworks.Classes);
        Tensor images = RandomImages.Create(Asked, shape);

        Closeness.AssertClose("logits", network.call(images).Doubles(), exported.Answer(images).Doubles(), Tolerance);

        Assert.Null(network.State.Observer);
        network.Dispose();
        weights.Dispose();
    }

    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void The_logits_are_those_of_PyTorch(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using GoldenNetwork golden = new(architecture, ScalarType.Float32, channelsLast: true);
        double[] expected = golden.Batch["eval_logits"].Doubles();
        long[] images = golden.Images.shape;
        ImageShape shape = new((int)images[1], (int)images[2], (int)images[3]);
        using OnnxTeacher exported = Export(golden.Network, architecture, shape, expected.Length / (int)images[0]);

        Closeness.AssertClose("eval_logits", expected, exported.Answer(golden.Images).Doubles(), Tolerance);
    }

    [Theory]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    public void The_logits_of_large_networks_are_those_of_PyTorch(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = GoldenFiles.Read($"published/{architecture}.safetensors");
        using Network network = NetworkCatalog.Create(architecture, 3, 1000);
        using FlatWeights weights = network.AllocateWeights(GpuNode.Tensors.Devices.Cpu);
        WeightArrays.Load(weights, WeightsFile.Read(GoldenFiles.PathOf($"published/{architecture}.pth")), architecture);
        network.Bind(weights);
        using OnnxTeacher exported = Export(network, architecture, new ImageShape(3, 224, 224), 1000);

        Closeness.AssertClose("logits", golden["logits"].Doubles(), exported.Answer(golden["images"].ToTensor()).Doubles(), Tolerance);
    }

    [Fact]
    public void The_file_states_normalisation_and_classes()
    {
        (Network network, FlatWeights weights) = ExportedNetworks.Create("lenet5");
        ImageShape shape = ExportedNetworks.Images("lenet5");
        Write("lenet5.onnx", network, "lenet5", shape, new StatedPreprocessing([0.286f], [0.353f], ExportedNetworks.Classes));

        OnnxClassifier read = OnnxClassifier.Read(_folder.File("lenet5.onnx"), shape, ExportedNetworks.Classes, ImageLayout.Auto);

        Assert.Equal(("images", "logits", ImageLayout.Nchw), (read.Input, read.Output, read.Layout));
        Assert.Equal([0.286f], read.Stated!.Mean!);
        Assert.Equal([0.353f], read.Stated.Std!);
        Assert.Equal(ExportedNetworks.Classes, read.Stated.Classes);
        network.Dispose();
        weights.Dispose();
    }

    [Fact]
    public void A_pass_that_depends_on_its_batch_cannot_be_written()
    {
        (Network network, FlatWeights weights) = ExportedNetworks.Create("resnet8");
        network.State.Normalization = NormalizationMode.Batch;

        Assert.Throws<NotSupportedException>(() => Write(
            "batch.onnx", network, "resnet8", ExportedNetworks.Images("resnet8"), new StatedPreprocessing(null, null, null)));

        Assert.Null(network.State.Observer);
        network.Dispose();
        weights.Dispose();
    }

    private OnnxTeacher Export(Network network, string architecture, ImageShape shape, int classCount)
    {
        string path = Write("network.onnx", network, architecture, shape, new StatedPreprocessing(null, null, classCount));
        return OnnxTeacher.Load(path, shape, classCount, threads: 1);
    }

    private string Write(string name, Network network, string architecture, ImageShape shape, StatedPreprocessing stated)
    {
        using FileStream file = File.Create(_folder.File(name));
        NetworkExport.Write(file, network, architecture, shape, stated);
        return file.Name;
    }
}
