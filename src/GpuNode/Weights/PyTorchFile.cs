using Distillery.GpuNode.Weights.Pickles;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Reads the state dict of a .pth or .pt file of torch.save, in the zip form and in the form before PyTorch
/// 1.6, without running anything that is in the file.</summary>
/// <remarks>Which dictionary is taken, and which prefixes leave the names, is the rule of
/// <see cref="StateDictFinder"/>.</remarks>
public static class PyTorchFile
{
    /// <summary>Reads the tensors into memory; views become row-major.</summary>
    /// <exception cref="UserErrorException">The file cannot be opened, is damaged, mentions a Python name other than
    /// those of tensors, exceeds a limit, or has no one state dict.</exception>
    public static NamedArrays Read(string path)
    {
        using WeightsInput input = WeightsInput.Open(path);
        return FileSignatures.IsZip(input) ? ReadArchive(input) : ReadLegacy(input);
    }

    internal static NamedArrays ReadArchive(WeightsInput input)
    {
        using PyTorchArchive archive = new(input);
        return Arrays(archive.ReadPickle(), archive, input);
    }

    internal static NamedArrays ReadLegacy(WeightsInput input)
    {
        LegacyPyTorchFile file = new(input);
        return Arrays(file.Root, file, input);
    }

    private static NamedArrays Arrays(object? root, IStorageSource storages, WeightsInput input)
    {
        StridedViews views = new(input);
        List<NamedArray> arrays = [];
        foreach ((string name, TensorReference tensor) in new StateDictFinder(input).Find(root))
        {
            ReadOnlyMemory<byte> bytes = views.ToRowMajor(name, tensor, storages.Read(tensor.Storage));
            arrays.Add(new NamedArray(name, tensor.Storage.Type, tensor.Shape, bytes));
        }
        return new NamedArrays(arrays);
    }
}
