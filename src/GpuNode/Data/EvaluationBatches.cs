using System.Collections;

namespace Distillery.GpuNode.Data;

/// <summary>The images of a data set, or of a range of it, once each and in order, in batches of which the last may
/// be smaller.</summary>
/// <remarks>Each enumeration fills one batch again and again: a batch is valid until the next one is asked for.</remarks>
public sealed class EvaluationBatches : IEnumerable<HostBatch>
{
    private readonly IImageDataset _dataset;
    private readonly ImagePipeline _pipeline;
    private readonly int _batchSize;
    private readonly int _first;
    private readonly int _lastExclusive;

    /// <param name="dataset">The images.</param>
    /// <param name="pipeline">How an image is prepared.</param>
    /// <param name="batchSize">The most images of a batch.</param>
    /// <param name="first">The first image of the range.</param>
    /// <param name="lastExclusive">The image after the last one; all of the data set if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or the pipeline has another
    /// shape.</exception>
    public EvaluationBatches(
        IImageDataset dataset, ImagePipeline pipeline, int batchSize, int first = 0, int? lastExclusive = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pipeline.InputShape, dataset.Shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        int end = lastExclusive ?? dataset.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, dataset.Count);
        (_dataset, _pipeline, _batchSize, _first, _lastExclusive) = (dataset, pipeline, batchSize, first, end);
    }

    /// <inheritdoc/>
    public IEnumerator<HostBatch> GetEnumerator()
    {
        HostBatch batch = new(_pipeline.OutputShape, _batchSize);
        byte[] image = new byte[_dataset.Shape.ValueCount];
        int start = _first;
        for (int number = 0; start < _lastExclusive; number++)
        {
            int count = Math.Min(_batchSize, _lastExclusive - start);
            (batch.Count, batch.StepInEpoch, batch.Step) = (count, number, number);
            Fill(batch, start, _dataset, _pipeline, image);
            start += count;
            yield return batch;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Fills the first <see cref="HostBatch.Count"/> rows of a batch.</summary>
    /// <param name="first">The first image, as a number in the data set.</param>
    /// <param name="image">Working memory for one image's bytes.</param>
    public static void Fill(HostBatch batch, int first, IImageDataset dataset, ImagePipeline pipeline, byte[] image)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            dataset.ReadImage(first + row, image);
            pipeline.Evaluate(image, batch.Image(row));
            batch.Indices[row] = first + row;
            batch.Labels[row] = dataset.Label(first + row);
        }
    }
}
