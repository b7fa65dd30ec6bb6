using System.Text.Json;

namespace Distillery.Architecture.Tests.Projects;

/// <summary>Which packages bring TorchSharp and libtorch, as MSBuild sees the project.</summary>
public sealed class TorchPackagesTests
{
    [Theory]
    [InlineData("cpu", "TorchSharp 0.107.0", "libtorch-cpu-linux-x64 2.10.0")]
    [InlineData("cuda", "TorchSharp 0.107.0", "TorchSharp-cuda-linux 0.107.0")]
    public void The_device_chooses_libtorch_and_nothing_else(string device, params string[] expected)
    {
        string[] references = Items(device, "PackageReference");
        Dictionary<string, string> versions = ItemsOf(device, "PackageVersion").ToDictionary(
            item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Version").GetString()!);

        Assert.Equal(expected.Order(), references.Where(IsTorch).Select(name => $"{name} {versions[name]}").Order());
    }

    [Fact]
    public void Both_devices_use_the_same_other_packages() =>
        Assert.Equal(Items("cpu", "PackageReference").Where(name => !IsTorch(name)), Items("cuda", "PackageReference").Where(name => !IsTorch(name)));

    private static bool IsTorch(string package) => package.Contains("torch", StringComparison.OrdinalIgnoreCase);

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
