using System.Runtime.ExceptionServices;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Training;

/// <summary>Threads that compute for ranks. Each keeps libtorch's thread count for itself, so that a rank's bits do not
/// depend on which of them computes it, nor on how many there are.</summary>
public sealed class WorkerPool : IDisposable
{
    private readonly List<Worker> _workers = [];
    private readonly CoreGate _cores;

    /// <param name="workerCount">How many threads work side by side.</param>
    /// <param name="threadsPerWorker">libtorch's threads within one operator, on each of them.</param>
    /// <param name="atOnce">No more of them compute at once; the others wait, such as for a teacher. Null for all.</param>
    public WorkerPool(int workerCount, int threadsPerWorker, int? atOnce = null)
    {
        _cores = new CoreGate(atOnce ?? workerCount);
        for (int i = 0; i < workerCount; i++) _workers.Add(new Worker(i, threadsPerWorker, _cores));
    }

    public int Count => _workers.Count;

    /// <summary>How many workers suit so many ranks: one for each that fits on the cores, and at least one.</summary>
    public static int CountFor(int ranks, int threadsPerRank, int cores) => Math.Clamp(cores / threadsPerRank, 1, ranks);

    /// <summary>Calls body for every item, item i on worker i modulo <see cref="Count"/>, and returns when all are done.</summary>
    /// <exception cref="Exception">What the body threw, of the lowest item that failed.</exception>
    public void Run(int itemCount, Action<int> body) =>
        Run([.. Enumerable.Range(0, itemCount).Select(item => item % Count)], body);

    /// <summary>Calls body for every item on the worker that is named for it, and returns when all are done.</summary>
    /// <param name="workerOf">By item.</param>
    /// <exception cref="Exception">What the body threw, of the lowest item that failed.</exception>
    public void Run(int[] workerOf, Action<int> body)
    {
        Exception?[] failures = new Exception?[workerOf.Length];
        Worker[] active = [.. workerOf.Distinct().Select(worker => _workers[worker])];
        foreach (Worker worker in active) worker.Start(workerOf, body, failures);
        foreach (Worker worker in active) worker.WaitUntilDone();
        if (failures.FirstOrDefault(failure => failure is not null) is { } first) ExceptionDispatchInfo.Throw(first);
    }

    /// <summary>Ends the threads. Safe to call again.</summary>
    public void Dispose()
    {
        foreach (Worker worker in _workers) worker.Dispose();
        _workers.Clear();
        _cores.Dispose();
    }

    private sealed class Worker : IDisposable
    {
        private readonly int _number;
        private readonly CoreGate _cores;
        private readonly SemaphoreSlim _start = new(0);
        private readonly SemaphoreSlim _done = new(0);
        private readonly Thread _thread;
        private Action? _work;

        internal Worker(int number, int threads, CoreGate cores)
        {
            (_number, _cores) = (number, cores);
            _thread = new Thread(() => Loop(threads)) { IsBackground = true, Name = $"worker {number}" };
            _thread.Start();
        }

        internal void Start(int[] workerOf, Action<int> body, Exception?[] failures)
        {
            _work = () =>
            {
                for (int item = 0; item < workerOf.Length; item++)
                {
                    if (workerOf[item] == _number) failures[item] = Try(body, item);
                }
            };
            _start.Release();
        }

        internal void WaitUntilDone() => _done.Wait();

        public void Dispose()
        {
            _work = null;
            _start.Release();
            _thread.Join();
            _start.Dispose();
            _done.Dispose();
        }

        private void Loop(int threads)
        {
            TorchRuntime.Threads = threads;
            for (_start.Wait(); _work is { } work; _start.Wait())
            {
                _cores.Run(work);
                _done.Release();
            }
        }

        private static Exception? Try(Action<int> body, int item)
        {
            try
            {
                body(item);
                return null;
            }
            catch (Exception failure) // Handed to the caller of Run, which throws it there.
            {
                return failure;
            }
        }
    }
}
