using Distillery.GpuNode.Data;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Evaluation;

/// <summary>Measures accuracy over a validation set, spread over the workers by contiguous ranges of whole batches.</summary>
/// <param name="devices">One or more; worker w computes on device w modulo their number.</param>
public sealed class Evaluator(IPreparedImages images, int batchSize, params IReadOnlyList<Device> devices)
{
    /// <param name="forward">From images [batch, channels, height, width] to logits; called from several threads, with the
    /// number of the worker.</param>
    /// <param name="stop">Ends it early; what was counted until then is not returned.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Accuracy Measure(WorkerPool workers, Func<int, Tensor, Tensor> forward, CancellationToken stop)
    {
        int batchCount = (images.Count + batchSize - 1) / batchSize;
        Accuracy[] parts = new Accuracy[workers.Count];
        workers.Run(workers.Count, worker =>
        {
            int first = batchCount * worker / workers.Count * batchSize;
            int last = Math.Min(images.Count, batchCount * (worker + 1) / workers.Count * batchSize);
            parts[worker] = MeasureRange(worker, first, last, forward, stop);
        });
        return parts.Aggregate((left, right) => left + right);
    }

    /// <summary>Measures one batch that is in host memory.</summary>
    internal static Accuracy MeasureBatch(HostBatch batch, Func<Tensor, Tensor> forward, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = forward(batch.Images(device)).to(ScalarType.Float32).cpu().contiguous();
        return Accuracy.Of(logits.HostSpan<float>(), (int)logits.size(1), batch.Labels.AsSpan(0, batch.Count));
    }

    private Accuracy MeasureRange(
        int worker, int first, int lastExclusive, Func<int, Tensor, Tensor> forward, CancellationToken stop)
    {
        Accuracy sum = default;
        using IDisposable guard = no_grad();
        foreach (HostBatch batch in new EvaluationBatches(images, batchSize, first, lastExclusive))
        {
            stop.ThrowIfCancellationRequested();
            sum += MeasureBatch(batch, tensor => forward(worker, tensor), devices[worker % devices.Count]);
        }
        return sum;
    }
}
