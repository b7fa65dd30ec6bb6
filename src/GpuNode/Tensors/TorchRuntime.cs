namespace Distillery.GpuNode.Tensors;

/// <summary>Settings and facts of the loaded libtorch.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();

    /// <summary>Such as <c>2.10.0</c>.</summary>
    public static string Version => LibtorchFunctions.Loaded.Version.ToString();

    /// <summary>Whether the program was built with the libtorch for NVIDIA's devices.</summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch.</exception>
    public static bool HasCuda => File.Exists(Path.Combine(LibtorchFiles.FindFolder(), LibtorchFiles.Cuda));

    /// <summary>How many of NVIDIA's devices libtorch sees; 0 without CUDA. It may be asked before <see cref="Initialize"/>.</summary>
    /// <exception cref="TorchUnavailableException">There is no libtorch.</exception>
    public static int CudaDeviceCount
    {
        get
        {
            if (!HasCuda) return 0;
            lock (Gate) LoadOnce();
            return cuda.device_count();
        }
    }

    /// <summary>How many threads one operator uses on the calling thread. A result's bits depend on it.</summary>
    /// <remarks>libtorch keeps the number for each thread: each thread that computes sets it for itself.</remarks>
    public static int Threads
    {
        get => get_num_threads();
        set
        {
            // A thread's first parallel operator takes the number that any thread set last, over its own: let that be now.
            _ = get_num_threads();
            set_num_threads(value);
        }
    }

    /// <summary>Loads libtorch, and asks for deterministic algorithms or not. To be called before the first use of TorchSharp; again, it only
    /// changes the algorithms.</summary>
    /// <exception cref="TorchUnavailableException">libtorch was not found, could not be loaded, or is of another version than TorchSharp's.</exception>
    public static void Initialize(bool deterministic)
    {
        lock (Gate)
        {
            LoadOnce();
            LibtorchFunctions.Loaded.SetDeterministic(deterministic);
        }
    }

    private static void LoadOnce()
    {
        if (LibtorchFunctions.AreLoaded) return;
        string folder = LibtorchFiles.FindFolder();
        LibtorchLibrary library = LibtorchLibrary.Load(folder, Path.Combine(AppContext.BaseDirectory, LibtorchFiles.TorchSharp));
        LibtorchFunctions functions = new(library);
        RequireVersion(functions.Version, System.Version.Parse(__version__), folder);
        library.GiveToTorchSharp();
        // Without a device the answer is no, and the processor computes.
        _ = TryInitializeDeviceType(library.HasCuda ? DeviceType.CUDA : DeviceType.CPU);
        LibtorchFunctions.Loaded = functions;
    }

    /// <exception cref="TorchUnavailableException">It is another one than wanted.</exception>
    internal static void RequireVersion(Version found, Version wanted, string folder)
    {
        if (found.ToString(3) != wanted.ToString(3))
            throw new TorchUnavailableException($"the libtorch of {folder} is {found.ToString(3)}, and TorchSharp was made for {wanted.ToString(3)}");
    }
}
