using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>One of the networks that PyTorch was run on, at the same initial weights and with the same batch.</summary>
internal sealed class GoldenNetwork : IDisposable
{
    private readonly string _folder;
    private readonly Tensor _labels;

    /// <param name="type">What to compute in.</param>
    internal GoldenNetwork(string architecture, ScalarType type, bool channelsLast = true)
    {
        _folder = $"networks/{architecture}";
        Batch = Read("batch");
        int channels = (int)Batch["inputs"].Shape[1];
        int classes = (int)Batch["eval_logits"].Shape[1];
        Network = NetworkCatalog.Create(architecture, channels, classes);
        using FlatWeights weights = Network.AllocateWeights(Devices.Cpu);
        using FlatGradients gradients = Network.AllocateGradients(Devices.Cpu);
        WeightArrays.Load(weights, Read("initial"), "initial.safetensors");
        (Parameters, Buffers) = (weights.Parameters.to(type, copy: true), weights.Buffers.to(type, copy: true));
        (Gradients, Statistics) = (gradients.Parameters.to(type, copy: true), gradients.Statistics.to(type, copy: true));
        Network.Bind(Parameters, Buffers, Gradients, Statistics);
        Network.State.ChannelsLast = channelsLast;
        Images = Batch["inputs"].ToTensor().to(type);
        TeacherLogits = Batch["teacher_logits"].ToTensor().to(type);
        _labels = Batch["labels"].ToTensor();
    }

    internal NamedArrays Batch { get; }

    internal Network Network { get; }

    /// <summary>[parameters], as its gradients are; these vectors are in the scope that was open when the object was made.</summary>
    internal Tensor Parameters { get; }

    /// <summary>[buffers], as the recorded statistics are.</summary>
    internal Tensor Buffers { get; }

    internal Tensor Gradients { get; }

    internal Tensor Statistics { get; }

    internal Tensor Images { get; }

    internal Tensor TeacherLogits { get; }

    internal NamedArrays Read(string file) => GoldenFiles.Read($"{_folder}/{file}.safetensors");

    internal Tensor Forward(Tensor images, NormalizationMode normalization)
    {
        Network.State.Normalization = normalization;
        return Network.call(images);
    }

    /// <summary>The fixtures' objective: label_weight · cross-entropy + distill_weight · T² · KL.</summary>
    internal Tensor Loss(Tensor logits)
    {
        Tensor labelTerm = new LabelLoss(weight: Batch.Fact("label_weight")).Of(logits, _labels);
        DistillationLoss distillation = new(Batch.Fact("temperature"), Batch.Fact("distill_weight"));
        return labelTerm + distillation.Of(logits, TeacherLogits);
    }

    public void Dispose() => Network.Dispose();
}
