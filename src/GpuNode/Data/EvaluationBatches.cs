using System.Collections;

namespace Distillery.GpuNode.Data;

/// <summary>The images of a data set, or of a range of it, once each and in order, in batches of which the last may
/// be smaller.</summary>
/// <remarks>Each enumeration fills one batch again and again: a batch is valid until the next one is asked for.</remarks>
public sealed class EvaluationBatches : IEnumerable<HostBatch>
{
    private readonly IPreparedImages _images;
    private readonly int _batchSize;
    private readonly int _first;
    private readonly int _lastExclusive;
    private readonly HostBatch? _batch;

    /// <param name="images">The data set.</param>
    /// <param name="batchSize">The most images of a batch.</param>
    /// <param name="first">The first image of the range.</param>
    /// <param name="lastExclusive">The image after the last one; all of the data set if left out.</param>
    /// <param name="batch">The batch that is filled, of this size or larger; if left out, each enumeration takes a new
    /// one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or the batch has another
    /// shape.</exception>
    public EvaluationBatches(
        IPreparedImages images, int batchSize, int first = 0, int? lastExclusive = null, HostBatch? batch = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        int end = lastExclusive ?? images.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, images.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch?.Capacity ?? batchSize, batchSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch?.Shape ?? images.Shape, images.Shape);
        (_images, _batchSize, _first, _lastExclusive, _batch) = (images, batchSize, first, end, batch);
    }

    /// <summary>How many images the range has.</summary>
    public int SampleCount => _lastExclusive - _first;

    /// <inheritdoc/>
    public IEnumerator<HostBatch> GetEnumerator()
    {
        HostBatch batch = _batch ?? new HostBatch(_images.Shape, _batchSize, _images.Normalization);
        int start = _first;
        for (int number = 0; start < _lastExclusive; number++)
        {
            int count = Math.Min(_batchSize, _lastExclusive - start);
            (batch.Count, batch.StepInEpoch, batch.Step) = (count, number, number);
            Fill(batch, start, _images);
            start += count;
            yield return batch;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Fills the first <see cref="HostBatch.Count"/> rows of a batch.</summary>
    /// <param name="first">The first image, as a number in the data set.</param>
    public static void Fill(HostBatch batch, int first, IPreparedImages images)
    {
        images.Each(
            batch.Count,
            row =>
            {
                PreparedImage prepared = images.Evaluate(first + row, batch.Image(row));
                (batch.Indices[row], batch.Labels[row], batch.Damages[row]) = (first + row, prepared.Label, prepared.Damage);
            },
            CancellationToken.None);
    }
}
