using System.Reflection;
using System.Runtime.InteropServices;
using Distillery.Shared;
using Microsoft.ML.OnnxRuntime;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>Loads ONNX Runtime's native library once, from beside the program or from where NuGet put it.</summary>
internal static class OnnxRuntimeLibrary
{
    private const string FileName = "libonnxruntime.so";
    private const string CudaProvider = "CUDAExecutionProvider";

    private static readonly Lazy<OrtEnv> Environment = new(Load);

    /// <summary>Such as <c>1.31.1</c>, told without loading the library.</summary>
    internal static string Version { get; } = typeof(OrtEnv).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>Whether this build of ONNX Runtime can compute on NVIDIA's devices.</summary>
    /// <exception cref="UserErrorException">The library cannot be loaded.</exception>
    internal static bool HasCuda => Environment.Value.GetAvailableProviders().Contains(CudaProvider);

    /// <summary>Loads the library, if it has not been.</summary>
    /// <exception cref="UserErrorException">The library cannot be loaded.</exception>
    internal static void Require() => _ = Environment.Value;

    private static OrtEnv Load()
    {
        OrtEnv.DisableDllImportResolver = true; // Its own one does not know the folder.
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, Resolve);
        EnvironmentCreationOptions options = new()
        {
            logId = "distillery", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // Errors come as exceptions.
        };
        try
        {
            return OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (Exception error) when (Innermost(error) is DllNotFoundException missing)
        {
            throw new UserErrorException(
                $"ONNX Runtime cannot be loaded: {missing.Message}",
                "Build again, which restores the package Microsoft.ML.OnnxRuntime, or set teacher.engine to torch.", error);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "onnxruntime") return 0; // Not ours to know.
        string? file = Candidates().FirstOrDefault(File.Exists);
        if (file is not null) return NativeLibrary.Load(file);
        throw new DllNotFoundException($"there is no {string.Join(" and no ", Candidates())}");
    }

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        string? folder = typeof(OnnxRuntimeLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "OnnxRuntimeFolder")?.Value;
        if (folder is not null) yield return Path.Combine(folder, FileName);
    }

    // The first use of the library is in a static constructor of the package.
    private static Exception Innermost(Exception error) =>
        error is TypeInitializationException { InnerException: { } inner } ? Innermost(inner) : error;
}
