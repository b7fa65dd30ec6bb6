using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Data;

namespace Distillery.GpuNode.Tests.Tensors;

/// <summary>What the loader says where it does not find what it needs.</summary>
public sealed class LibtorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_loaded_libtorch_is_that_of_TorchSharp()
    {
        Assert.Equal("2.10.0", TorchRuntime.Version);
        Assert.StartsWith(TorchRuntime.Version, __version__, StringComparison.Ordinal);
    }

    [Fact]
    public void A_libtorch_that_is_nowhere_is_told_with_the_places_where_it_was_looked_for()
    {
        TorchUnavailableException error = Assert.Throws<TorchUnavailableException>(() => LibtorchFiles.FindFolder(["/absent/one", "/absent/two"]));
        Assert.Contains("libtorch_cpu.so in /absent/one, /absent/two", error.Message, StringComparison.Ordinal);
        Assert.Contains("./distill", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_folder_that_has_it_is_taken()
    {
        File.WriteAllText(_folder.File("libtorch_cpu.so"), "");
        Assert.Equal(_folder.Path, LibtorchFiles.FindFolder(["/absent", _folder.Path, "/absent too"]));
    }

    [Fact]
    public void A_file_that_is_missing_or_damaged_is_named()
    {
        File.WriteAllText(_folder.File("libgomp-98b21ff3.so.1"), "no library");
        Assert.Contains("could not be loaded", Failure(), StringComparison.Ordinal);
        File.Delete(_folder.File("libgomp-98b21ff3.so.1"));
        Assert.Contains($"{_folder.Path}/libgomp-98b21ff3.so.1 does not exist", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_of_TorchSharp_that_is_none_is_refused()
    {
        string file = _folder.File("libLibTorchSharp.so");
        File.WriteAllText(file, "no library");
        string message = Assert.Throws<TorchUnavailableException>(() => LibtorchLibrary.Load(LibtorchFiles.FindFolder(), file)).Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_is_told_with_the_one_that_is_needed()
    {
        TorchRuntime.RequireVersion(new Version(2, 10, 0), new Version(2, 10, 0, 0), "/opt/libtorch");
        string message = Assert.Throws<TorchUnavailableException>(
            () => TorchRuntime.RequireVersion(new Version(2, 11, 0), new Version(2, 10, 0, 0), "/opt/libtorch")).Message;
        Assert.Equal("the libtorch of /opt/libtorch is 2.11.0, and TorchSharp was made for 2.10.0", message);
    }

    [Fact]
    public void A_function_that_this_version_lacks_is_named()
    {
        LibtorchLibrary library = LibtorchLibrary.Load(
            LibtorchFiles.FindFolder(), Path.Combine(AppContext.BaseDirectory, LibtorchFiles.TorchSharp));
        string message = Assert.Throws<TorchUnavailableException>(() => library.Function("at_of_another_version")).Message;
        Assert.Contains("is of another version: it has no function at_of_another_version", message, StringComparison.Ordinal);
    }

    private string Failure() => Assert.Throws<TorchUnavailableException>(() => LibtorchLibrary.Load(_folder.Path, "")).Message;
}
