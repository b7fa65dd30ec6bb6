using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests;

/// <summary>The base of tests that compute with libtorch: deterministic, and on one thread, because the order of sums
/// depends on the number of threads.</summary>
public abstract class SingleThreadedTorch
{
    // libtorch is set up once for the process, and the number of threads is the calling thread's own.
    static SingleThreadedTorch() => TorchRuntime.Initialize(deterministic: true);

    protected SingleThreadedTorch() => TorchRuntime.Threads = 1;
}
