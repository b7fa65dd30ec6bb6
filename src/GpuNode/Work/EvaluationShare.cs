using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Training;
using Distillery.Messages.Progress;
using Distillery.Torch;

namespace Distillery.GpuNode.Work;

/// <summary>The validation set in fixed batches of which number b belongs to rank b modulo the number of ranks: so the
/// counts of all ranks add up to those of the set, whoever hosts them.</summary>
/// <param name="networks">One for each worker, bound to the weights that are evaluated.</param>
internal sealed class EvaluationShare(
    IImageDataset dataset, ImagePipeline pipeline, int batchSize, int rankCount, IReadOnlyList<Network> networks, Device device)
{
    /// <summary>Measures the shares of some ranks with all workers.</summary>
    /// <param name="stop">Ends it early; then there is no result.</param>
    /// <returns>In the order of the ranks; null when it was stopped.</returns>
    internal EvaluationCounts[]? Measure(IReadOnlyList<int> ranks, WorkerPool workers, CancellationToken stop)
    {
        (int Owner, int Batch)[] shares = [.. SharesOf(ranks)];
        Accuracy[] counted = new Accuracy[shares.Length];
        workers.Run(workers.Count, worker =>
        {
            HostBatch batch = new(pipeline.OutputShape, batchSize);
            byte[] image = new byte[dataset.Shape.ValueCount];
            using NoGrad guard = NoGrad.Begin();
            for (int i = worker; i < shares.Length && !stop.IsCancellationRequested; i += workers.Count)
                counted[i] = Measure(shares[i].Batch, batch, image, networks[worker]);
        });
        if (stop.IsCancellationRequested) return null;
        Accuracy[] sums = new Accuracy[ranks.Count];
        for (int i = 0; i < shares.Length; i++) sums[shares[i].Owner] += counted[i];
        return Array.ConvertAll(sums, sum => new EvaluationCounts(sum.Count, sum.Top1Correct, sum.Top5Correct));
    }

    private IEnumerable<(int Owner, int Batch)> SharesOf(IReadOnlyList<int> ranks)
    {
        int batchCount = (dataset.Count + batchSize - 1) / batchSize;
        for (int owner = 0; owner < ranks.Count; owner++)
        {
            for (int batch = ranks[owner]; batch < batchCount; batch += rankCount) yield return (owner, batch);
        }
    }

    private Accuracy Measure(int number, HostBatch batch, byte[] image, Network network)
    {
        using TensorScope scope = new();
        int first = number * batchSize;
        batch.Count = Math.Min(batchSize, dataset.Count - first);
        EvaluationBatches.Fill(batch, first, dataset, pipeline, image);
        Tensor images = Tensor.Share(
            batch.Images.AsMemory(0, batch.Count * batch.Shape.ValueCount),
            batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width);
        Tensor logits = network.Forward(images.To(device)).To(ScalarType.Float32);
        return Accuracy.Of(logits.ToArray<float>(), (int)logits.Shape[1], batch.Labels.AsSpan(0, batch.Count));
    }
}
