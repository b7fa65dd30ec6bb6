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
    private readonly long _seed;
    private readonly int _rank;
    private readonly int _depth;
    private readonly BlockingCollection<HostBatch> _ready;
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
    /// <exception cref="ArgumentException">An argument is out of range, or the parts do not fit each other.</exception>
    public TrainingBatches(
        IPreparedImages images,
        SamplePlan plan,
        long seed,
        int rank,
        long firstStep,
        long lastStepExclusive,
        int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(plan.SampleCount, images.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, plan.RankCount);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastStepExclusive, firstStep);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaximumDepth);
        (_images, _plan, _seed, _rank, _depth) = (images, plan, seed, rank, depth);
        _ready = new BlockingCollection<HostBatch>(depth);
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
    public HostBatch Take()
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        long start = Stopwatch.GetTimestamp();
        HostBatch? batch = TakeReady();
        LastWaitSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (batch is not null) return batch;
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

    private HostBatch? TakeReady()
    {
        try
        {
            return _ready.TryTake(out HostBatch? batch, Timeout.Infinite, _stop.Token) ? batch : null;
        }
        catch (OperationCanceledException)
        {
            throw new ObjectDisposedException(nameof(TrainingBatches), "Disposed while a batch was awaited.");
        }
    }

    private void Read(long firstStep, long lastStepExclusive)
    {
        try
        {
            for (long step = firstStep; step < lastStepExclusive; step++)
            {
                if (!_free.TryDequeue(out HostBatch? batch)) batch = CreateBatch();
                Fill(batch, step);
                _ready.Add(batch, _stop.Token);
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
            _ready.CompleteAdding();
        }
    }

    private void Fill(HostBatch batch, long step)
    {
        (batch.Epoch, batch.StepInEpoch) = _plan.Locate(step);
        (batch.Step, batch.Rank, batch.Count) = (step, _rank, _plan.BatchSize);
        _plan.Indices(batch.Epoch, batch.StepInEpoch, _rank, batch.Indices);
        _images.Each(batch.Count, row => FillRow(batch, row), _stop.Token);
    }

    private void FillRow(HostBatch batch, int row)
    {
        PreparedImage prepared = _images.Train(batch.Indices[row], _seed, batch.Epoch, batch.Image(row));
        (batch.Labels[row], batch.Damages[row]) = (prepared.Label, prepared.Damage);
    }

    private HostBatch CreateBatch() => new(_images.Shape, _plan.BatchSize, _images.Normalization);
}
