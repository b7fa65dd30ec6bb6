namespace Distillery.GpuNode.Data;

/// <summary>Batches are prepared in this process, when they are waited for.</summary>
public sealed class LocalPreparation(IPreparedImages images, long seed) : IBatchPreparation
{
    public IPendingBatch Begin(HostBatch batch) => new Pending(this, batch);

    /// <summary>Prepares some rows of a batch.</summary>
    internal void Prepare(HostBatch batch, int firstRow, int count, CancellationToken stop) => images.Each(
        count,
        i =>
        {
            int row = firstRow + i;
            PreparedImage prepared = images.Train(batch.Indices[row], seed, batch.Epoch, batch.Image(row));
            (batch.Labels[row], batch.Damages[row]) = (prepared.Label, prepared.Damage);
        },
        stop);

    private sealed record Pending(LocalPreparation Owner, HostBatch Batch) : IPendingBatch
    {
        public void Finish(CancellationToken stop) => Owner.Prepare(Batch, 0, Batch.Count, stop);

        public void Dispose()
        {
            // Nothing was begun.
        }
    }
}
