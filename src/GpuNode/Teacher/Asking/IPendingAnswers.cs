namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>Answers that are on their way. Disposed by the asker, whether it took them or not.</summary>
public interface IPendingAnswers : IDisposable
{
    /// <summary>Images that count as asked about.</summary>
    int QueryCount { get; }

    /// <summary>Waits for the answers: logits [kept, classes], Float32, on the images' device.</summary>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    Tensor Take(CancellationToken stop);
}
