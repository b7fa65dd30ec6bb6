namespace Distillery.GpuNode.Training;

/// <summary>Lets no more threads compute at once than there are cores for them; a thread that waits for something else lends its
/// core to another one.</summary>
internal sealed class CoreGate(int atOnce) : IDisposable
{
    [ThreadStatic]
    private static CoreGate? t_current;

    private readonly SemaphoreSlim _cores = new(atOnce);

    /// <summary>Waits for a core, and computes.</summary>
    internal void Run(Action body)
    {
        _cores.Wait();
        t_current = this;
        try
        {
            body();
        }
        finally
        {
            t_current = null;
            _cores.Release();
        }
    }

    /// <summary>Lends this thread's core, if it has one, for as long as it waits.</summary>
    internal static void WhileAway(Action wait)
    {
        if (t_current is not { } gate)
        {
            wait();
            return;
        }
        gate._cores.Release();
        try
        {
            wait();
        }
        finally
        {
            gate._cores.Wait();
        }
    }

    public void Dispose() => _cores.Dispose();
}
