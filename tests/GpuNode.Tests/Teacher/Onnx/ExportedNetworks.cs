using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

/// <summary>Networks of the catalogue with weights that look trained: BatchNorm is away from its defaults.</summary>
internal static class ExportedNetworks
{
    internal const int Classes = 10;

    public static TheoryData<string> All => [.. NetworkCatalog.Names];

    internal static ImageShape Images(string architecture) => architecture switch
    {
        "lenet5" => new ImageShape(1, 32, 32),
        "resnet18" or "resnet34" or "resnet50" => new ImageShape(3, 64, 64),
        _ => new ImageShape(3, 32, 32),
    };

    /// <returns>Bound to the weights, which the caller disposes too.</returns>
    internal static (Network Network, FlatWeights Weights) Create(string architecture)
    {
        Network network = NetworkCatalog.Create(architecture, Images(architecture).Channels, Classes);
        FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        Unsettle(weights.Parameters, 0.02f);
        Unsettle(weights.Buffers, 0.2f);
        network.Bind(weights);
        return (network, weights);
    }

    private static void Unsettle(Tensor values, float largest)
    {
        RandomStream stream = RandomStream.Named(7, "unsettle", values.NumberOfElements);
        Span<float> all = values.HostSpan<float>();
        for (int i = 0; i < all.Length; i++) all[i] += largest * (stream.NextSingle() - 0.5f);
    }
}
