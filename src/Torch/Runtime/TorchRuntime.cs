using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>Settings and facts of the loaded libtorch.</summary>
public static class TorchRuntime
{
    /// <summary>Such as <c>1.13.0</c>.</summary>
    public static string Version => Native.Version();

    /// <summary>How many threads one operator uses on the calling thread. A result's bits depend on it.</summary>
    /// <remarks>OpenMP keeps the number for each thread: each thread that computes sets it for itself.</remarks>
    public static int Threads
    {
        get => Native.ThreadsGet();
        set => Native.ThreadsSet(value);
    }

    /// <summary>Loads libtorch, installs the caching allocator for host tensors, and asks for deterministic algorithms or
    /// not. To be called once, before the first tensor.</summary>
    /// <exception cref="TorchUnavailableException">libtorch or the bridge is not installed.</exception>
    public static void Initialize(bool deterministic)
    {
        try
        {
            Native.AllocatorInstall();
        }
        catch (TypeInitializationException error) when (error.InnerException is TorchUnavailableException inner)
        {
            throw inner;
        }
        Native.DeterministicSet(deterministic);
    }

    /// <summary>Seeds libtorch's own generators. Distillery draws nothing from them; a TorchScript teacher might.</summary>
    public static void Seed(ulong seed) => Native.SeedSet(seed);
}
