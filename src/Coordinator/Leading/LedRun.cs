namespace Distillery.Coordinator.Leading;

/// <summary>The run that this process leads. Any thread may dispose it, and several may.</summary>
/// <param name="face">What answers for it over HTTP; null for nothing. It ends before the coordinator does.</param>
public sealed class LedRun(RunningCoordinator coordinator, IAsyncDisposable? face) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task? _end;

    public RunningCoordinator Coordinator => coordinator;

    public ValueTask DisposeAsync()
    {
        lock (_gate) return new ValueTask(_end ??= EndAsync());
    }

    private async Task EndAsync()
    {
        if (face is not null) await face.DisposeAsync().ConfigureAwait(false);
        await coordinator.DisposeAsync().ConfigureAwait(false);
    }
}
