namespace Distillery.GpuNode.Data;

/// <summary>Who prepares the images of training batches: this process, or others. What comes of it is the same.</summary>
public interface IBatchPreparation
{
    /// <summary>Begins to prepare a batch, and does not wait longer than asking takes. Its place in the run and the numbers of its
    /// images are filled in.</summary>
    IPendingBatch Begin(HostBatch batch);
}
