using System.Runtime.InteropServices;

namespace Distillery.Torch.Tests.Runtime;

public sealed class TorchRuntimeTests : TorchTest
{
    [Fact]
    public void The_version_is_a_version()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+", TorchRuntime.Version);
    }

    [Fact]
    public void Each_thread_has_its_own_number_of_threads()
    {
        using Barrier bothSet = new(2);
        int[] seen = new int[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            TorchRuntime.Threads = i + 1;
            bothSet.SignalAndWait();
            using Tensor product = Ramp(1, 2, 2);
            seen[i] = TorchRuntime.Threads;
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public void A_number_of_threads_below_one_is_refused()
    {
        Assert.Throws<TorchException>(() => TorchRuntime.Threads = 0);
    }

    [Fact]
    public void An_openblas_underneath_follows()
    {
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out nint library)) return; // This libtorch has another BLAS.
        nint count = NativeLibrary.GetExport(library, "openblas_get_num_threads");
        int former = TorchRuntime.Threads;

        TorchRuntime.Threads = 1;

        Assert.Equal(1, Marshal.GetDelegateForFunctionPointer<CountThreads>(count)());
        TorchRuntime.Threads = former;
    }

    [Fact]
    public void The_same_seed_draws_the_same_numbers()
    {
        using TensorScope scope = new();
        Operator random = Operator.Find("aten::rand");
        TorchRuntime.Seed(7);
        float[] first = random.Call(new long[] { 8 }).ToArray<float>();
        float[] next = random.Call(new long[] { 8 }).ToArray<float>();
        TorchRuntime.Seed(7);

        Assert.NotEqual(first, next);
        Assert.Equal(first, random.Call(new long[] { 8 }).ToArray<float>());
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CountThreads();
}
