namespace Distillery.GpuNode.Data;

/// <summary>A batch that is being prepared. Disposed by whoever began it, whether it was finished or not.</summary>
public interface IPendingBatch : IDisposable
{
    HostBatch Batch { get; }

    /// <summary>Waits until the batch is whole.</summary>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    void Finish(CancellationToken stop);
}
