namespace Distillery.Coordinator.Telemetry;

/// <summary>Samples a second over the last while. Steps are told by one thread, and the rate is read by another.</summary>
internal sealed class ImageRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<(long Timestamp, long Samples)> _steps = [];

    internal void Add(long samples)
    {
        lock (_gate)
        {
            _steps.Enqueue((time.GetTimestamp(), samples));
            // Two steps at least, however long they take.
            while (_steps.Count > 2 && time.GetElapsedTime(_steps.Peek().Timestamp) > Window) _steps.Dequeue();
        }
    }

    /// <summary>NaN before the second step. It falls while no step comes.</summary>
    internal double PerSecond
    {
        get
        {
            lock (_gate)
            {
                if (_steps.Count < 2) return double.NaN;
                double seconds = time.GetElapsedTime(_steps.Peek().Timestamp).TotalSeconds;
                return _steps.Skip(1).Sum(step => step.Samples) / Math.Max(seconds, 1e-3);
            }
        }
    }
}
