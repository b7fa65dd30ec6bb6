using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Data;

/// <summary>The training batches of one rank in order, prepared ahead by a thread of their own.</summary>
/// <remarks>The stream begins at any step and reads nothing of the steps before it. What a batch holds depends only
/// on the seed and its step, never on how far ahead it was prepared. One thread takes the batches; the thread that
/// takes them may differ from the one that returns them.</remarks>
public sealed class TrainingBatches : IDisposable
{
    /// <summary>The most batches that may be prepared ahead: they are memory, and more of them hide no more
    /// time.</summary>
    public const int MaximumDepth = 64;

    private readonly IPreparedImages _images;
    private readonly SamplePlan _plan;
    private readonly IBatchPreparation _preparation;
    private readonly int _rank;
    private readonly int _depth;
    private readonly SemaphoreSlim _room; // For batches that nobody has taken yet, prepared or not.
    private readonly BlockingCollection<HostBatch> _ready = [];
    private readonly ConcurrentQueue<HostBatch> _free = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _reader;
    private ExceptionDispatchInfo? _error; // Written before the queue is completed, read after: no lock is needed.

    /// <param name="images">The training images.</param>
    /// <param name="plan">Which samples a step takes.</param>
    /// <param name="seed">The run's seed, which augmentation draws from.</param>
    /// <param name="rank">The rank, in [0, plan.RankCount).</param>
    /// <param name="firstStep">The first step of the run to prepare, from 0.</param>
    /// <param name="lastStepExclusive">The step after the last one.</param>
    /// <param name="depth">How many batches are prepared ahead, 1 to <see cref="MaximumDepth"/>.</param>
    /// <param name="preparation">Who prepares them; null for this process.</param>
    /// <exception cref="ArgumentException">An argument is out of range, or the parts do not fit each other.</exception>
    public TrainingBatches(
        IPreparedImages images,
        SamplePlan plan,
        long seed,
        int rank,
        long firstStep,
        long lastStepExclusive,
        int depth,
        IBatchPreparation? preparation = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(plan.SampleCount, images.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, plan.RankCount);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastStepExclusive, firstStep);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaximumDepth);
        (_images, _plan, _rank, _depth) = (images, plan, rank, depth);
        _preparation = preparation ?? new LocalPreparation(images, seed);
        _room = new SemaphoreSlim(depth + 1); // One is finished while so many are ready.
        _reader = new Thread(() => Read(firstStep, lastStepExclusive));
        (_reader.IsBackground, _reader.Name) = (true, $"data rank {rank}");
        _reader.Start();
    }

    /// <summary>How long the last <see cref="Take"/> waited for its batch, in seconds: time that preparing did not
    /// hide.</summary>
    public double LastWaitSeconds { get; private set; }

    /// <summary>The batch of the next step; waits until it is ready. The caller holds it until
    /// <see cref="Return"/>.</summary>
    /// <exception cref="InvalidOperationException">The last step's batch has been taken already.</exception>
    /// <exception cref="ObjectDisposedException">The stream was disposed.</exception>
    /// <remarks>If an image cannot be read, the batches before it are still given; then the reader's own exception is
    /// thrown, again at every further call.</remarks>
    public HostBatch Take() => Take(CancellationToken.None);

    /// <summary>The same.</summary>
    /// <param name="stop">Ends the wait; the batch stays to be taken.</param>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    public HostBatch Take(CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        long start = Stopwatch.GetTimestamp();
        HostBatch? batch = TakeReady(stop);
        LastWaitSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (batch is not null)
        {
            _room.Release();
            return batch;
        }
        _error?.Throw();
        throw new InvalidOperationException("All batches up to the last step have been taken.");
    }

    /// <summary>Gives a taken batch back, so that its memory is used again; the caller no longer touches it.</summary>
    public void Return(HostBatch batch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch.Shape, _images.Shape);
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch.Capacity, _plan.BatchSize);
        if (_free.Count <= _depth) _free.Enqueue(batch);
    }

    /// <summary>Stops the reader, at the latest after the image it is at, and waits for it. Safe to call
    /// again.</summary>
    /// <remarks>A <see cref="Take"/> that waits meanwhile ends with <see cref="ObjectDisposedException"/>. The queue
    /// and the stop signal are left to the collector for its sake; they hold memory alone.</remarks>
    public void Dispose()
    {
        _stop.Cancel();
        _reader.Join();
    }

    private HostBatch? TakeReady(CancellationToken stop)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _stop.Token);
        try
        {
            return _ready.TryTake(out HostBatch? batch, Timeout.Infinite, either.Token) ? batch : null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(TrainingBatches), "Disposed while a batch was awaited.");
        }
    }

    private void Read(long firstStep, long lastStepExclusive)
    {
        Queue<IPendingBatch> begun = [];
        try
        {
            long next = firstStep;
            while (begun.Count > 0 || next < lastStepExclusive)
            {
                while (next < lastStepExclusive && _room.Wait(begun.Count == 0 ? Timeout.Infinite : 0, _stop.Token))
                    begun.Enqueue(Begin(next++));
                begun.Peek().Finish(_stop.Token);
                using IPendingBatch finished = begun.Dequeue();
                _ready.Add(finished.Batch, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: nobody will take what was being prepared.
        }
        catch (Exception exception)
        {
            _error = ExceptionDispatchInfo.Capture(exception); // Take throws it where someone can act on it.
        }
        finally
        {
            foreach (IPendingBatch pending in begun) pending.Dispose();
            _ready.CompleteAdding();
        }
    }

    private IPendingBatch Begin(long step)
    {
        if (!_free.TryDequeue(out HostBatch? batch)) batch = CreateBatch();
        (batch.Epoch, batch.StepInEpoch) = _plan.Locate(step);
        (batch.Step, batch.Rank, batch.Count) = (step, _rank, _plan.BatchSize);
        _plan.Indices(batch.Epoch, batch.StepInEpoch, _rank, batch.Indices);
        return _preparation.Begin(batch);
    }

    private HostBatch CreateBatch() => new(_images.Shape, _plan.BatchSize, _images.Normalization);
}
