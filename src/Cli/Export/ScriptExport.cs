using Distillery.Cli.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.Torch;

namespace Distillery.Cli.Export;

/// <summary>A TorchScript file, which any libtorch can run without knowing the architecture.</summary>
internal sealed class ScriptExport : IWeightsExport
{
    public void Write(string path, LoadedNetwork network, Tensor images)
    {
        Network recorded = network[0]; // Networks are in evaluation mode unless a training step says otherwise.
        ScriptRecorder.Save(path, recorded.BoundState, images, recorded.Forward);
    }

    public Tensor Answer(string path, LoadedNetwork network, Tensor images)
    {
        using ScriptModule module = ScriptModule.Load(path, Device.Cpu);
        return module.Forward(images);
    }
}
