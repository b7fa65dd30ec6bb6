using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Training;
using Distillery.Messages.Progress;

namespace Distillery.GpuNode.Work;

/// <summary>The validation set in fixed batches of which number b belongs to rank b modulo the number of ranks: so the
/// counts of all ranks add up to those of the set, whoever hosts them.</summary>
internal sealed class EvaluationShare
{
    private readonly IPreparedImages _images;
    private readonly int _batchSize;
    private readonly int _batchCount;
    private readonly int _rankCount;
    private readonly Place[] _places; // By worker. Kept, for .NET would let memory of this size lie long after each evaluation.

    /// <param name="networks">One for each worker, bound to the weights that are evaluated, on the device where it computes.</param>
    internal EvaluationShare(
        IPreparedImages images, int batchSize, int rankCount, IReadOnlyList<(Network Network, Device Device)> networks)
    {
        (_images, _batchSize, _rankCount) = (images, batchSize, rankCount);
        _batchCount = (images.Count + batchSize - 1) / batchSize;
        _places =
        [
            .. networks.Select(bound => new Place(
                bound.Network, bound.Device, new HostBatch(images.Shape, batchSize, images.Normalization))),
        ];
    }

    /// <summary>Takes the memory that <see cref="Measure"/> needs, by a batch of each size that a worker may meet. A run for
    /// which it does not suffice so ends at its start, and not after an epoch.</summary>
    internal void Rehearse(WorkerPool workers) => workers.Run(workers.Count, worker =>
    {
        using IDisposable guard = no_grad();
        MeasureBatch(0, _places[worker]);
        MeasureBatch(_batchCount - 1, _places[worker]); // The last one is smaller.
    });

    /// <summary>Measures the shares of some ranks with all workers.</summary>
    /// <param name="stop">Ends it early; then there is no result.</param>
    /// <returns>In the order of the ranks; null when it was stopped.</returns>
    internal EvaluationPart[]? Measure(IReadOnlyList<int> ranks, WorkerPool workers, CancellationToken stop)
    {
        (int Owner, int Batch)[] shares = [.. SharesOf(ranks)];
        Accuracy[] counted = new Accuracy[shares.Length];
        DamagedImage[][] damages = new DamagedImage[shares.Length][];
        workers.Run(workers.Count, worker =>
        {
            using IDisposable guard = no_grad();
            for (int i = worker; i < shares.Length && !stop.IsCancellationRequested; i += workers.Count)
            {
                counted[i] = MeasureBatch(shares[i].Batch, _places[worker]);
                damages[i] = [.. _places[worker].Batch.Damages.Take(_places[worker].Batch.Count).OfType<DamagedImage>()];
            }
        });
        if (stop.IsCancellationRequested) return null;
        Accuracy[] sums = new Accuracy[ranks.Count];
        List<DamagedImage>[] found = [.. ranks.Select(_ => new List<DamagedImage>())];
        for (int i = 0; i < shares.Length; i++)
        {
            sums[shares[i].Owner] += counted[i];
            found[shares[i].Owner].AddRange(damages[i]);
        }
        return
        [
            .. sums.Zip(found, (sum, damaged) => new EvaluationPart(
                new EvaluationCounts(sum.Count, sum.Top1Correct, sum.Top5Correct), damaged)),
        ];
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
        int first = number * _batchSize;
        place.Batch.Count = Math.Min(_batchSize, _images.Count - first);
        EvaluationBatches.Fill(place.Batch, first, _images);
        return Evaluator.MeasureBatch(place.Batch, place.Network.call, place.Device);
    }

    private sealed record Place(Network Network, Device Device, HostBatch Batch);
}
