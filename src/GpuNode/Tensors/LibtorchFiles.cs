using System.Reflection;

namespace Distillery.GpuNode.Tensors;

/// <summary>Where libtorch's files are: beside the program when it was published, else in the folder where NuGet put them,
/// which the build has noted.</summary>
internal static class LibtorchFiles
{
    internal const string TorchSharp = "libLibTorchSharp.so";
    internal const string Processor = "libtorch_cpu.so";
    internal const string Cuda = "libtorch_cuda.so"; // Only in the package for NVIDIA's devices.

    /// <summary>The files in the order in which each finds what it needs loaded already. TorchSharp's own comes after them.</summary>
    internal static readonly string[] InOrder = ["libgomp-98b21ff3.so.1", "libc10.so", Processor, Cuda, "libtorch.so"];

    /// <summary>The folder with libtorch.</summary>
    /// <exception cref="TorchUnavailableException">None of the folders has it.</exception>
    internal static string FindFolder() => FindFolder(CandidateFolders());

    internal static string FindFolder(IReadOnlyList<string> candidates) =>
        candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Processor)))
        ?? throw new TorchUnavailableException($"libtorch was not found: no {Processor} in {string.Join(", ", candidates)}");

    private static List<string> CandidateFolders()
    {
        string program = AppContext.BaseDirectory;
        List<string> folders = [program, Path.Combine(program, "runtimes", "linux-x64", "native")];
        string? noted = typeof(LibtorchFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(fact => fact.Key == "LibtorchFolder")?.Value;
        if (noted is not null) folders.Add(noted);
        return folders;
    }
}
