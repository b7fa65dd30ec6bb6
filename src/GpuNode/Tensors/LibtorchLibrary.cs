using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Tensors;

/// <summary>libtorch and TorchSharp's native library, loaded into this process: the exported functions that TorchSharp does not
/// offer are looked up in it.</summary>
internal sealed partial class LibtorchLibrary
{
    // dlfcn.h: all symbols are found while loading, or loading fails. Left to the first call, a missing one ends the process.
    private const int ResolveNow = 2;

    private readonly string _folder;
    private readonly nint _processor;
    private readonly nint _torchSharp;

    private LibtorchLibrary(string folder, nint processor, nint torchSharp) => (_folder, _processor, _torchSharp) = (folder, processor, torchSharp);

    /// <summary>Whether this libtorch can compute on NVIDIA's devices, should there be one.</summary>
    internal bool HasCuda => File.Exists(Path.Combine(_folder, LibtorchFiles.Cuda));

    /// <summary>Loads the files of a folder, then TorchSharp's library, which is of one version of libtorch.</summary>
    /// <exception cref="TorchUnavailableException">A file is missing, cannot be loaded, or is of another version.</exception>
    internal static LibtorchLibrary Load(string folder, string torchSharpFile)
    {
        nint processor = 0;
        foreach (string file in LibtorchFiles.InOrder)
        {
            if (file == LibtorchFiles.Cuda && !File.Exists(Path.Combine(folder, file))) continue;
            nint library = Load(Path.Combine(folder, file));
            if (file == LibtorchFiles.Processor) processor = library;
        }
        return new LibtorchLibrary(folder, processor, Load(torchSharpFile));
    }

    /// <summary>TorchSharp asks for its library by name, and another file of that name may lie nearby: it gets the one loaded here.</summary>
    internal void GiveToTorchSharp() =>
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == "LibTorchSharp" ? _torchSharp : 0);

    /// <summary>A function of libtorch_cpu.so.</summary>
    /// <exception cref="TorchUnavailableException">This libtorch has no such function.</exception>
    internal nint Function(string name) => Export(_processor, LibtorchFiles.Processor, name);

    /// <summary>A function of TorchSharp's native library.</summary>
    /// <exception cref="TorchUnavailableException">It has no such function.</exception>
    internal nint TorchSharpFunction(string name) => Export(_torchSharp, LibtorchFiles.TorchSharp, name);

    private nint Export(nint library, string file, string name) =>
        NativeLibrary.TryGetExport(library, name, out nint function)
            ? function
            : throw new TorchUnavailableException($"{file} of {_folder} is of another version: it has no function {name}");

    private static nint Load(string file)
    {
        if (!File.Exists(file)) throw new TorchUnavailableException($"libtorch is not whole: {file} does not exist");
        nint library = Open(file, ResolveNow);
        return library != 0
            ? library
            : throw new TorchUnavailableException(
                $"{file} could not be loaded; it is damaged, or of another version than TorchSharp's: {Marshal.PtrToStringUTF8(LastError())}");
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string file, int flags);

    [LibraryImport("libc", EntryPoint = "dlerror")]
    private static partial nint LastError();
}
