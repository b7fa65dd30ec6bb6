using Distillery.GpuNode.Data;
using Distillery.GpuNode.Training;
using Distillery.Torch;

namespace Distillery.GpuNode.Evaluation;

/// <summary>Measures accuracy over a validation set, spread over the workers by contiguous ranges of whole batches. One call
/// after the other; the memory of the first serves the others.</summary>
public sealed class Evaluator(IPreparedImages images, int batchSize, Device device)
{
    private readonly List<HostBatch> _batches = []; // by worker

    /// <param name="forward">From images [batch, channels, height, width] to logits; called from several threads, with the
    /// number of the worker.</param>
    /// <param name="stop">Ends it early; what was counted until then is not returned.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Accuracy Measure(WorkerPool workers, Func<int, Tensor, Tensor> forward, CancellationToken stop)
    {
        Accuracy[] parts = new Accuracy[workers.Count];
        EachWorker(workers, (worker, first, last) => parts[worker] = MeasureRange(worker, first, last, forward, stop));
        return parts.Aggregate((left, right) => left + right);
    }

    /// <summary>Takes the memory that <see cref="Measure"/> needs, by a batch of each size that a worker will meet. A run
    /// for which it does not suffice so ends at its start, and not after an epoch.</summary>
    public void Rehearse(WorkerPool workers, Func<int, Tensor, Tensor> forward) =>
        EachWorker(workers, (worker, first, last) =>
        {
            MeasureRange(worker, first, Math.Min(last, first + batchSize), forward, CancellationToken.None);
            int lastBatchCount = (last - first) % batchSize;
            MeasureRange(worker, last - lastBatchCount, last, forward, CancellationToken.None);
        });

    /// <summary>Calls body on each worker with the worker's number and its range of images.</summary>
    private void EachWorker(WorkerPool workers, Action<int, int, int> body)
    {
        while (_batches.Count < workers.Count) _batches.Add(new HostBatch(images.Shape, batchSize, images.Normalization));
        int batchCount = (images.Count + batchSize - 1) / batchSize;
        workers.Run(workers.Count, worker =>
        {
            int first = batchCount * worker / workers.Count * batchSize;
            int last = Math.Min(images.Count, batchCount * (worker + 1) / workers.Count * batchSize);
            body(worker, first, last);
        });
    }

    private Accuracy MeasureRange(
        int worker, int first, int lastExclusive, Func<int, Tensor, Tensor> forward, CancellationToken stop)
    {
        Accuracy sum = default;
        if (first == lastExclusive) return sum;
        using NoGrad guard = NoGrad.Begin();
        foreach (HostBatch batch in new EvaluationBatches(
            images, batchSize, first, lastExclusive, _batches[worker]))
        {
            stop.ThrowIfCancellationRequested();
            using TensorScope scope = new();
            Tensor logits = forward(worker, batch.Images(device)).To(ScalarType.Float32).To(Device.Cpu).Contiguous();
            sum += Accuracy.Of(logits.HostSpan<float>(), (int)logits.Shape[1], batch.Labels.AsSpan(0, batch.Count));
        }
        return sum;
    }
}
