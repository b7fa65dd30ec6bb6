using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Reads weights of any format that Distillery knows, told apart by content and not by file name.</summary>
public static class WeightsFile
{
    /// <summary>Reads a safetensors file, or the state dict of a .pth or .pt file, into memory.</summary>
    /// <exception cref="UserErrorException">The file cannot be opened, has another format, or is damaged.</exception>
    public static NamedArrays Read(string path)
    {
        using WeightsInput input = WeightsInput.Open(path);
        if (FileSignatures.IsSafetensors(input)) return SafetensorsFile.Read(input);
        if (FileSignatures.IsZip(input)) return PyTorchFile.ReadArchive(input);
        if (FileSignatures.IsPickle(input)) return PyTorchFile.ReadLegacy(input);
        throw input.Unusable(FileSignatures.CommonMistake(input)
            ?? "it is neither a safetensors file nor one of torch.save");
    }
}
