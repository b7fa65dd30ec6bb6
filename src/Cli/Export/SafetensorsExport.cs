using Distillery.Cli.Evaluation;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Torch;

namespace Distillery.Cli.Export;

/// <summary>Parameters and buffers by name; the reader brings the architecture.</summary>
internal sealed class SafetensorsExport(string architecture, int classCount) : IWeightsExport
{
    public void Write(string path, LoadedNetwork network, Tensor images) => SafetensorsFile.Write(
        path, WeightArrays.From(network.Weights),
        new Dictionary<string, string>
        {
            ["architecture"] = architecture,
            ["classes"] = $"{classCount}",
            ["format"] = "pt",
        });

    public Tensor Answer(string path, LoadedNetwork network, Tensor images)
    {
        ImageShape shape = new((int)images.Shape[1], (int)images.Shape[2], (int)images.Shape[3]);
        using LoadedNetwork read = LoadedNetwork.Load(architecture, path, shape, classCount, 1, Device.Cpu);
        return read[0].Forward(images);
    }
}
