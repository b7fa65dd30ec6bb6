using Distillery.Cli.Evaluation;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.Cli.Export;

/// <summary>Parameters and buffers by name; the reader brings the architecture.</summary>
internal sealed class SafetensorsExport(string architecture, ImageShape shape, int classCount) : IWeightsExport
{
    public void Write(string path, LoadedNetwork network) => SafetensorsFile.Write(
        path, WeightArrays.From(network.Weights),
        new Dictionary<string, string>
        {
            ["architecture"] = architecture,
            ["classes"] = $"{classCount}",
            ["format"] = "pt",
        });

    public Tensor Answer(string path, Tensor images)
    {
        using LoadedNetwork read = LoadedNetwork.Load(architecture, path, shape, classCount, 1, Devices.Cpu);
        return read[0].call(images);
    }
}
