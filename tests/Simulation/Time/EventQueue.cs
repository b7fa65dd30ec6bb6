namespace Distillery.Simulation.Time;

/// <summary>Virtual time: what is to happen, in order; what is due at the same microsecond happens in the order in which it was
/// asked for.</summary>
public sealed class EventQueue
{
    private readonly PriorityQueue<Action, (long At, long Number)> _events = new();
    private long _count;

    /// <summary>Microseconds since the beginning.</summary>
    public long Now { get; private set; }

    public long Milliseconds => Now / 1000;

    public void At(long microseconds, Action action) => _events.Enqueue(action, (Math.Max(Now, microseconds), _count++));

    public void After(long microseconds, Action action) => At(Now + microseconds, action);

    /// <summary>Lets the next thing happen.</summary>
    /// <returns>False when nothing is left.</returns>
    public bool Step()
    {
        if (!_events.TryDequeue(out Action? action, out (long At, long Number) key)) return false;
        Now = key.At;
        action();
        return true;
    }
}
