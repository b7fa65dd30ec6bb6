using System.Text.Json;

namespace Distillery.Architecture.Tests.Projects;

/// <summary>Which packages bring TorchSharp, libtorch and ONNX Runtime, as MSBuild sees the project.</summary>
public sealed class TorchPackagesTests
{
    [Theory]
    [InlineData("cpu", "TorchSharp 0.107.0", "libtorch-cpu-linux-x64 2.10.0", "Microsoft.ML.OnnxRuntime 1.31.1")]
    [InlineData("cuda", "TorchSharp 0.107.0", "TorchSharp-cuda-linux 0.107.0", "Microsoft.ML.OnnxRuntime.Gpu.Linux 1.31.0")]
    public void The_device_chooses_the_native_libraries_and_nothing_else(string device, params string[] expected)
    {
        string[] references = Items(device, "PackageReference");
        Dictionary<string, string> versions = ItemsOf(device, "PackageVersion").ToDictionary(
            item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Version").GetString()!);

        Assert.Equal(expected.Order(), references.Where(IsNative).Select(name => $"{name} {versions[name]}").Order());
    }

    [Fact]
    public void Both_devices_use_the_same_other_packages() =>
        Assert.Equal(Items("cpu", "PackageReference").Where(name => !IsNative(name)), Items("cuda", "PackageReference").Where(name => !IsNative(name)));

    private static bool IsNative(string package) =>
        package.Contains("torch", StringComparison.OrdinalIgnoreCase) || package.Contains("OnnxRuntime", StringComparison.Ordinal);

    private static string[] Items(string device, string kind) =>
        [.. ItemsOf(device, kind).Select(item => item.GetProperty("Identity").GetString()!)];

    private static JsonElement[] ItemsOf(string device, string kind)
    {
        (int code, string output) = Build.Run("src/GpuNode/GpuNode.csproj", $"-getItem:{kind}", $"-p:TorchDevice={device}");
        Assert.True(code == 0, output);
        using JsonDocument document = JsonDocument.Parse(output);
        return [.. document.RootElement.GetProperty("Items").GetProperty(kind).EnumerateArray().Select(item => item.Clone())];
    }
}
