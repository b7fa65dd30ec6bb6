using System.Globalization;
using System.Runtime.InteropServices;
using Distillery.GpuNode.Weights;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>What PyTorch computed, as tests/golden/make_fixtures.py wrote it into artifacts/golden.</summary>
internal static class GoldenFiles
{
    private static readonly Lazy<string> Folder = new(Find);

    /// <param name="path">Inside the folder, such as <c>networks/lenet5/batch.safetensors</c>.</param>
    internal static NamedArrays Read(string path) => SafetensorsFile.Read(PathOf(path));

    internal static string PathOf(string path) => Path.Combine(Folder.Value, path);

    internal static float[] Floats(this NamedArray array) => [.. MemoryMarshal.Cast<byte, float>(array.Data.Span)];

    /// <summary>The elements of a Float32 or a Float64 array.</summary>
    internal static double[] Doubles(this NamedArray array) => array.Type == ScalarType.Float64
        ? [.. MemoryMarshal.Cast<byte, double>(array.Data.Span)]
        : Array.ConvertAll(array.Floats(), value => (double)value);

    internal static long[] Integers(this NamedArray array) => [.. MemoryMarshal.Cast<byte, long>(array.Data.Span)];

    internal static Tensor ToTensor(this NamedArray array)
    {
        Tensor tensor = empty([.. array.Shape], array.Type);
        tensor.CopyBytesFrom(array.Data.Span);
        return tensor;
    }

    /// <summary>A number that the file states about how it was made.</summary>
    internal static double Fact(this NamedArrays arrays, string name) =>
        double.Parse(arrays.Metadata[name], CultureInfo.InvariantCulture);

    private static string Find()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Orchestrator.sln"))) root = root.Parent;
        Assert.NotNull(root);
        string folder = Path.Combine(root.FullName, "artifacts", "golden");
        Assert.True(
            File.Exists(Path.Combine(folder, "DONE")),
            $"The golden files are missing or incomplete in {folder}. Run ./test, or in {root.FullName} run: "
                + "/usr/bin/python3 tests/golden/make_fixtures.py artifacts/golden");
        return folder;
    }
}
