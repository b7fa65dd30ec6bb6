using Distillery.GpuNode.Data;
using Distillery.GpuNode.Training;
using Distillery.Torch;

namespace Distillery.GpuNode.Evaluation;

/// <summary>Measures accuracy over a validation set, spread over the workers by contiguous ranges of whole batches.</summary>
public sealed class Evaluator(IImageDataset dataset, ImagePipeline pipeline, int batchSize, Device device)
{
    /// <param name="forward">From images [batch, channels, height, width] to logits; called from several threads, with the
    /// number of the worker.</param>
    /// <param name="stop">Ends it early; what was counted until then is not returned.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Accuracy Measure(WorkerPool workers, Func<int, Tensor, Tensor> forward, CancellationToken stop)
    {
        Accuracy[] parts = new Accuracy[workers.Count];
        int batchCount = (dataset.Count + batchSize - 1) / batchSize;
        workers.Run(workers.Count, worker =>
        {
            int first = batchCount * worker / workers.Count * batchSize;
            int last = Math.Min(dataset.Count, batchCount * (worker + 1) / workers.Count * batchSize);
            parts[worker] = MeasureRange(first, last, images => forward(worker, images), stop);
        });
        return parts.Aggregate((left, right) => left + right);
    }

    private Accuracy MeasureRange(int first, int lastExclusive, Func<Tensor, Tensor> forward, CancellationToken stop)
    {
        Accuracy sum = default;
        if (first == lastExclusive) return sum;
        using NoGrad guard = NoGrad.Begin();
        foreach (HostBatch batch in new EvaluationBatches(dataset, pipeline, batchSize, first, lastExclusive))
        {
            stop.ThrowIfCancellationRequested();
            using TensorScope scope = new();
            Tensor images = Tensor.Share(
                batch.Images.AsMemory(0, batch.Count * batch.Shape.ValueCount),
                batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width);
            Tensor logits = forward(images.To(device)).To(ScalarType.Float32);
            sum += Accuracy.Of(logits.ToArray<float>(), (int)logits.Shape[1], batch.Labels.AsSpan(0, batch.Count));
        }
        return sum;
    }
}
