namespace Distillery.Shared.Actors;

/// <summary>A bounded queue that any threads fill and one thread empties.</summary>
/// <param name="capacity">How many may wait: more than that is a defect or a flood, and <see cref="TryPost"/> says so.</param>
public sealed class Mailbox<T>(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _letters = new();
    private readonly Sleeper _sleeper = new();
    private bool _isReaderAsleep;
    private bool _isClosed;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _letters.Count == 0;
        }
    }

    /// <summary>Puts a letter behind the others; never waits.</summary>
    public PostOutcome TryPost(T letter)
    {
        lock (_gate)
        {
            if (_isClosed) return PostOutcome.Closed;
            if (_letters.Count == capacity) return PostOutcome.Full;
            _letters.Enqueue(letter);
            if (!_isReaderAsleep) return PostOutcome.Posted;
            _isReaderAsleep = false;
        }
        _sleeper.Wake(); // Behind the lock: whom it wakes wants it.
        return PostOutcome.Posted;
    }

    /// <summary>The next letter; waits for one.</summary>
    /// <param name="limit">The longest wait; null for as long as it takes. A wait may end sooner.</param>
    /// <returns>False when none came, or when the box is closed and empty.</returns>
    public bool TryTake(out T letter, TimeSpan? limit = null)
    {
        while (!TryDequeue(out letter))
        {
            if (IsOver) return false;
            _sleeper.Sleep(limit);
            if (limit is not null) return TryDequeue(out letter);
        }
        return true;
    }

    /// <summary>Whether it is closed and empty.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate) return _isClosed && _letters.Count == 0;
        }
    }

    /// <summary>Takes no more letters; those that wait can still be taken.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
        _sleeper.Wake();
    }

    private bool TryDequeue(out T letter)
    {
        lock (_gate)
        {
            bool isThere = _letters.TryDequeue(out letter!);
            _isReaderAsleep = !isThere && !_isClosed; // It goes to sleep now, or looks at the end of its wait again.
            return isThere;
        }
    }
}

/// <summary>What became of a letter.</summary>
public enum PostOutcome
{
    Posted,
    Full,
    Closed,
}
