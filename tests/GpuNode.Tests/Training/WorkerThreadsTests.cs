using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>Alone, because the number of threads that was set last is that of every new thread of the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class WorkerThreadsTests : IDisposable
{
    public WorkerThreadsTests() => TorchRuntime.Threads = 1;

    public void Dispose() => TorchRuntime.Threads = 1;

    [Fact]
    public void Each_worker_keeps_its_own_number_of_libtorch_threads()
    {
        using WorkerPool two = new(2, threadsPerWorker: 2);
        using WorkerPool three = new(2, threadsPerWorker: 3);
        Assert.Equal([2, 2], ThreadsOf(two));
        Assert.Equal([3, 3], ThreadsOf(three));
        Assert.Equal([2, 2], ThreadsOf(two));
        Assert.Equal(1, TorchRuntime.Threads);
    }

    private static int[] ThreadsOf(WorkerPool pool)
    {
        int[] threads = new int[pool.Count];
        pool.Run(pool.Count, item => threads[item] = TorchRuntime.Threads);
        return threads;
    }
}
