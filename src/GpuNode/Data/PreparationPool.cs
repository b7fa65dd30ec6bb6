using System.Runtime.ExceptionServices;

namespace Distillery.GpuNode.Data;

/// <summary>The threads that decode and augment, shared by all ranks of a process: as many as it has cores, however many ranks
/// there are.</summary>
/// <remarks>Batches are worked off in the order in which they were asked for, each by all threads. Threads are started with the
/// first batch.</remarks>
public sealed class PreparationPool : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Job> _jobs = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly int _threadCount;
    private readonly CancellationTokenSource _end = new();
    private Thread[] _threads = [];

    /// <param name="threadCount">How many images are prepared at once, 1 or more.</param>
    public PreparationPool(int threadCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadCount);
        _threadCount = threadCount;
    }

    /// <summary>Calls <paramref name="body"/> with 0 to <paramref name="count"/> less one, on the pool's threads, and waits for
    /// all.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; calls under way have ended.</exception>
    /// <remarks>The first exception of a call is thrown here once the other calls under way have ended; the rest is left
    /// out.</remarks>
    public void Run(int count, Action<int> body, CancellationToken stop)
    {
        if (count == 0) return;
        int helpers = Math.Min(count, _threadCount);
        using Job job = new(count, helpers, body, stop);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            Start_NeedsLock();
            for (int i = 0; i < helpers; i++) _jobs.Enqueue(job);
        }
        _work.Release(helpers);
        job.Wait();
    }

    /// <summary>Ends the threads. Nobody waits in <see cref="Run"/> any more.</summary>
    public void Dispose()
    {
        lock (_lock) _end.Cancel();
        foreach (Thread thread in _threads) thread.Join();
        _work.Dispose();
        _end.Dispose();
    }

    private void Start_NeedsLock()
    {
        if (_threads.Length > 0) return;
        _threads = [.. Enumerable.Range(0, _threadCount).Select(number =>
            new Thread(Work) { IsBackground = true, Name = $"decode {number}" })];
        foreach (Thread thread in _threads) thread.Start();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _work.Wait(_end.Token);
                Job job;
                lock (_lock) job = _jobs.Dequeue();
                job.Help();
            }
        }
        catch (OperationCanceledException)
        {
            // The pool ends.
        }
    }

    /// <summary>One batch. Each thread that helps takes the next number until there is none.</summary>
    /// <param name="helpers">How many threads help; known from the start, for they may come before anything else is done.</param>
    private sealed class Job(int count, int helpers, Action<int> body, CancellationToken stop) : IDisposable
    {
        private readonly CountdownEvent _helpers = new(helpers);
        private int _next = -1;
        private ExceptionDispatchInfo? _error;

        internal void Help()
        {
            try
            {
                while (_error is null && !stop.IsCancellationRequested && Interlocked.Increment(ref _next) is var number && number < count)
                    body(number);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(exception), null); // Run throws it.
            }
            _helpers.Signal();
        }

        internal void Wait()
        {
            _helpers.Wait();
            _error?.Throw();
            stop.ThrowIfCancellationRequested();
        }

        public void Dispose() => _helpers.Dispose();
    }
}
