using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Training;
using Distillery.Messages.Progress;
using Distillery.Torch;

namespace Distillery.GpuNode.Work;

/// <summary>The validation set in fixed batches of which number b belongs to rank b modulo the number of ranks: so the
/// counts of all ranks add up to those of the set, whoever hosts them.</summary>
internal sealed class EvaluationShare
{
    private readonly IImageDataset _dataset;
    private readonly ImagePipeline _pipeline;
    private readonly int _batchSize;
    private readonly int _batchCount;
    private readonly int _rankCount;
    private readonly Device _device;
    private readonly Place[] _places; // By worker. Kept, for .NET would let memory of this size lie long after each evaluation.

    /// <param name="networks">One for each worker, bound to the weights that are evaluated.</param>
    internal EvaluationShare(
        IImageDataset dataset, ImagePipeline pipeline, int batchSize, int rankCount, IReadOnlyList<Network> networks,
        Device device)
    {
        (_dataset, _pipeline, _batchSize, _rankCount, _device) = (dataset, pipeline, batchSize, rankCount, device);
        _batchCount = (dataset.Count + batchSize - 1) / batchSize;
        _places =
        [
            .. networks.Select(network => new Place(
                network, new HostBatch(pipeline.OutputShape, batchSize), new byte[dataset.Shape.ValueCount])),
        ];
    }

    /// <summary>Takes the memory that <see cref="Measure"/> needs, by a batch of each size that a worker may meet. A run for
    /// which it does not suffice so ends at its start, and not after an epoch.</summary>
    internal void Rehearse(WorkerPool workers) => workers.Run(workers.Count, worker =>
    {
        using NoGrad guard = NoGrad.Begin();
        MeasureBatch(0, _places[worker]);
        MeasureBatch(_batchCount - 1, _places[worker]); // The last one is smaller.
    });

    /// <summary>Measures the shares of some ranks with all workers.</summary>
    /// <param name="stop">Ends it early; then there is no result.</param>
    /// <returns>In the order of the ranks; null when it was stopped.</returns>
    internal EvaluationCounts[]? Measure(IReadOnlyList<int> ranks, WorkerPool workers, CancellationToken stop)
    {
        (int Owner, int Batch)[] shares = [.. SharesOf(ranks)];
        Accuracy[] counted = new Accuracy[shares.Length];
        workers.Run(workers.Count, worker =>
        {
            using NoGrad guard = NoGrad.Begin();
            for (int i = worker; i < shares.Length && !stop.IsCancellationRequested; i += workers.Count)
                counted[i] = MeasureBatch(shares[i].Batch, _places[worker]);
        });
        if (stop.IsCancellationRequested) return null;
        Accuracy[] sums = new Accuracy[ranks.Count];
        for (int i = 0; i < shares.Length; i++) sums[shares[i].Owner] += counted[i];
        return Array.ConvertAll(sums, sum => new EvaluationCounts(sum.Count, sum.Top1Correct, sum.Top5Correct));
    }

    private IEnumerable<(int Owner, int Batch)> SharesOf(IReadOnlyList<int> ranks)
    {
        for (int owner = 0; owner < ranks.Count; owner++)
        {
            for (int batch = ranks[owner]; batch < _batchCount; batch += _rankCount) yield return (owner, batch);
        }
    }

    private Accuracy MeasureBatch(int number, Place place)
    {
        using TensorScope scope = new();
        HostBatch batch = place.Batch;
        int first = number * _batchSize;
        batch.Count = Math.Min(_batchSize, _dataset.Count - first);
        EvaluationBatches.Fill(batch, first, _dataset, _pipeline, place.Image);
        Tensor images = Tensor.Share(
            batch.Images.AsMemory(0, batch.Count * batch.Shape.ValueCount),
            batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width);
        Tensor logits = place.Network.Forward(images.To(_device)).To(ScalarType.Float32).To(Device.Cpu).Contiguous();
        return Accuracy.Of(logits.HostSpan<float>(), (int)logits.Shape[1], batch.Labels.AsSpan(0, batch.Count));
    }

    /// <param name="Image">Working memory for one image's bytes.</param>
    private sealed record Place(Network Network, HostBatch Batch, byte[] Image);
}
