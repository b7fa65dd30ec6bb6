using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

public sealed class OnnxTeacherTests : SingleThreadedTorch, IDisposable
{
    private static readonly ImageShape Images = new(1, 4, 4);

    private readonly OnnxFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void It_answers_with_the_logits_of_the_file_and_no_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using OnnxTeacher teacher = Load(_files.Write());
        Tensor answers = teacher.Answer(ones(2, 1, 4, 4));
        Assert.Equal([2L, OnnxFiles.Classes], answers.shape);
        Assert.Equal([0.5f, 1.5f], answers.ToArray<float>()[..2]);
        Assert.False(answers.requires_grad);
        Assert.Null(teacher.MacsPerImage);
    }

    [Fact]
    public void The_order_of_memory_and_of_dimensions_changes_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using OnnxTeacher first = Load(_files.Write());
        using OnnxTeacher last = Load(_files.Write([null, 4, 4, 1], isTransposed: true));
        Tensor images = RandomImages.Create(5, Images);
        Tensor reordered = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        float[] expected = first.Answer(images).ToArray<float>();
        Assert.Equal(expected, first.Answer(reordered).ToArray<float>());
        Assert.Equal(expected, last.Answer(images).ToArray<float>());
    }

    [Theory]
    [InlineData("resnet8", 1)]
    [InlineData("resnet8", 2)]
    [InlineData("resnet8", 4)]
    [InlineData("shufflenetv2", 2)]
    [InlineData("lenet5", 3)]
    public void The_same_images_have_the_same_bits_whoever_asks_and_whatever_else_is_asked(string architecture, int threads)
    {
        const int Askers = 4, Rounds = 6, Count = 16;
        (Network network, FlatWeights weights) = ExportedNetworks.Create(architecture);
        ImageShape shape = ExportedNetworks.Images(architecture);
        using OnnxTeacher teacher = OnnxTeacher.Of(
            network, architecture, shape, ExportedNetworks.Classes, macs: null, threads, Devices.Cpu);
        float[] alone = Answer(Count);

        float[][] together = new float[Askers][];
        Thread[] askers = [.. Enumerable.Range(0, Askers).Select(asker => new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Answer(1 + asker);
                together[asker] = Answer(Count);
            }
        }))];
        foreach (Thread asker in askers) asker.Start();
        foreach (Thread asker in askers) asker.Join();

        Assert.All(together, answer => Assert.Equal(alone, answer));
        using OnnxTeacher again = OnnxTeacher.Of(
            network, architecture, shape, ExportedNetworks.Classes, macs: null, threads, Devices.Cpu);
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(alone, again.Answer(RandomImages.Create(Count, shape)).ToArray<float>());
        network.Dispose();
        weights.Dispose();

        float[] Answer(int count)
        {
            using DisposeScope scope = NewDisposeScope();
            return teacher.Answer(RandomImages.Create(count, shape)).ToArray<float>();
        }
    }

    [Fact]
    public void Probabilities_are_refused() => AssertRefused(
        _files.Write(last: (graph, logits) => graph.AddNode("Softmax", [logits])), "gives probabilities", "without its last Softmax");

    [Fact]
    public void Log_probabilities_are_logits_too() => Load(_files.Write(last: (graph, logits) => graph.AddNode("LogSoftmax", [logits]))).Dispose();

    [Fact]
    public void An_operator_that_ONNX_Runtime_does_not_have_is_refused_by_name() =>
        AssertRefused(_files.Write(pooling: "TeleportPool"), "TeleportPool", "operators of ONNX itself");

    [Fact]
    public void A_batch_that_is_frozen_inside_is_refused() => AssertRefused(
        _files.Write(last: (graph, logits) =>
        {
            string shape = graph.AddWeights("shape", OnnxElementType.Int64, [2], new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0 });
            return graph.AddNode("Reshape", [logits, shape]);
        }), "failed on images Float32[3, 1, 4, 4]", "batches of any size");

    [Fact]
    public void A_number_of_classes_that_the_file_does_not_state_is_refused_all_the_same()
    {
        string path = _files.Write(classes: 12, statesClasses: false);
        AssertRefused(path, "asked for [1, 10]", "classes");
    }

    private static OnnxTeacher Load(string path) => OnnxTeacher.Load(path, Images, OnnxFiles.Classes, threads: 1);

    private static void AssertRefused(string path, string problem, string nextStep)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Load(path).Dispose());
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(nextStep, error.NextStep, StringComparison.Ordinal);
    }
}
