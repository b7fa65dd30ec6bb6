using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Projects;

/// <summary>The build step that lets TorchSharp's native library load on Debian 12.</summary>
public sealed class WeakenVersionNeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("distillery").FullName;

    private string Copy => Path.Combine(_folder, "copy.so");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_flag_is_all_that_changes()
    {
        (int code, string output) = Build.Run("src/GpuNode/GpuNode.csproj", "-getProperty:LibTorchSharpSource");
        Assert.True(code == 0, output);
        byte[] original = File.ReadAllBytes(output.Trim());

        Assert.Equal((0, ""), Weaken(output.Trim()));

        byte[] copy = File.ReadAllBytes(Copy);
        int changed = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != copy[i]);
        Assert.Equal((0, 2), (original[changed], copy[changed])); // VER_FLG_WEAK
    }

    [Fact]
    public void What_is_no_library_is_refused()
    {
        string text = Path.Combine(_folder, "text.so");
        File.WriteAllText(text, new string('a', 1000));
        AssertRefused(text, "no 64-bit shared library");
    }

    [Fact]
    public void A_library_that_does_not_need_the_version_is_refused() =>
        AssertRefused(typeof(object).Assembly.Location.Replace("System.Private.CoreLib.dll", "libSystem.Native.so", StringComparison.Ordinal), "0 times");

    [Fact]
    public void A_library_that_is_cut_off_is_refused()
    {
        string half = Path.Combine(_folder, "half.so");
        byte[] whole = File.ReadAllBytes(Path.Combine(Repository.Root, "artifacts/native/libLibTorchSharp.so"));
        File.WriteAllBytes(half, whole[..(whole.Length / 2)]);
        AssertRefused(half, half);
    }

    private void AssertRefused(string library, string expected)
    {
        (int code, string output) = Weaken(library);
        Assert.Equal(1, code);
        string error = Assert.Single(output.Split('\n'), line => line.Contains("error", StringComparison.Ordinal));
        Assert.Contains($"{library} is not the library that this build knows", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("Directory.Packages.props", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Copy));
    }

    private (int Code, string Output) Weaken(string library) => Build.Run(
        "src/GpuNode/GpuNode.csproj", "-t:WeakenLibTorchSharp", "-v:quiet", $"-p:LibTorchSharpSource={library}", $"-p:LibTorchSharp={Copy}");
}
