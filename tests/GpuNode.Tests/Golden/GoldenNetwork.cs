using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>One of the networks that PyTorch was run on, at the same initial weights and with the same batch.</summary>
internal sealed class GoldenNetwork : IDisposable
{
    private readonly string _folder;
    private readonly Tensor _labels;

    /// <param name="format">PyTorch ran the contiguous kernels. In single precision only the same ones round alike;
    /// what the product prefers is compared in double precision.</param>
    internal GoldenNetwork(string architecture, MemoryFormat format)
    {
        _folder = $"networks/{architecture}";
        Batch = Read("batch");
        int channels = (int)Batch["inputs"].Shape[1];
        int classes = (int)Batch["eval_logits"].Shape[1];
        Network = NetworkCatalog.Create(architecture, channels, classes);
        Weights = Network.AllocateWeights(Device.Cpu);
        Gradients = Network.AllocateGradients(Device.Cpu);
        WeightArrays.Load(Weights, Read("initial"), "initial.safetensors");
        Network.Bind(Weights, Gradients);
        Network.State.Format = format;
        Images = Batch["inputs"].ToTensor();
        TeacherLogits = Batch["teacher_logits"].ToTensor();
        _labels = Batch["labels"].ToTensor();
    }

    internal NamedArrays Batch { get; }

    internal Network Network { get; }

    internal FlatWeights Weights { get; }

    internal FlatGradients Gradients { get; }

    internal Tensor Images { get; }

    internal Tensor TeacherLogits { get; }

    internal NamedArrays Read(string file) => GoldenFiles.Read($"{_folder}/{file}.safetensors");

    internal Tensor Forward(Tensor images, NormalizationMode normalization)
    {
        Network.State.Normalization = normalization;
        return Network.Forward(images);
    }

    /// <summary>The fixtures' objective: label_weight · cross-entropy + distill_weight · T² · KL.</summary>
    internal Tensor Loss(Tensor logits, Tensor teacherLogits)
    {
        Tensor labelTerm = Functional.CrossEntropy(logits, _labels);
        Tensor teacherTerm = DistillationLoss.KlDivergence(logits, teacherLogits, Batch.Fact("temperature"));
        return labelTerm * Batch.Fact("label_weight") + teacherTerm * Batch.Fact("distill_weight");
    }

    public void Dispose()
    {
        Network.Dispose();
        Weights.Dispose();
        Gradients.Dispose();
    }
}
