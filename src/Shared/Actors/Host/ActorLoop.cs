using System.Collections.Concurrent;

namespace Distillery.Shared.Actors.Host;

/// <summary>A mailbox and the one thread that empties it: whatever only this thread touches needs no lock. Between two
/// letters time passes, in ticks.</summary>
public sealed class ActorLoop : IDisposable
{
    /// <summary>Bounded, so that a flood ends with words instead of with the machine's memory. The messages of a step are
    /// a few for each slice and node: more than this is a defect, not load.</summary>
    public const int MostLetters = 1 << 20;

    private readonly BlockingCollection<Action> _letters = new(MostLetters);
    private readonly TimeProvider _time;
    private readonly TimeSpan _tickPeriod;
    private readonly Action<long> _tick;
    private readonly Action<Exception> _broken;
    private readonly Thread _thread;
    private readonly long _startTimestamp;
    private int _isDisposed;

    /// <param name="tickPeriod">The longest time between two ticks while the thread is not held up.</param>
    /// <param name="tick">Called with the milliseconds since the loop was made.</param>
    /// <param name="broken">Gets the first exception of a letter or tick, on this thread; nothing is done after it.</param>
    public ActorLoop(string name, TimeSpan tickPeriod, Action<long> tick, Action<Exception> broken, TimeProvider time)
    {
        (_tickPeriod, _tick, _broken, _time) = (tickPeriod, tick, broken, time);
        _startTimestamp = time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    /// <summary>Since the loop was made: what a tick would be called with now.</summary>
    public long Milliseconds => (long)_time.GetElapsedTime(_startTimestamp).TotalMilliseconds;

    /// <summary>Begins with the letters that are there already.</summary>
    public void Start() => _thread.Start();

    /// <summary>Puts a letter behind the others; never waits. After the end it is dropped.</summary>
    /// <exception cref="InvariantException">More than <see cref="MostLetters"/> wait.</exception>
    public void Post(Action letter)
    {
        if (_letters.IsAddingCompleted) return;
        try
        {
            Invariant.That(_letters.TryAdd(letter), $"more than {MostLetters} letters wait for {_thread.Name}");
        }
        catch (InvalidOperationException)
        {
            // The loop has ended between the two lines above.
        }
    }

    /// <summary>Ends the loop after the letters that wait. May be called from within one, and again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _letters.CompleteAdding();
        if (Thread.CurrentThread != _thread && _thread.IsAlive) _thread.Join();
    }

    private void Run()
    {
        try
        {
            TimeSpan nextTick = TimeSpan.Zero;
            while (!_letters.IsCompleted)
            {
                TimeSpan now = _time.GetElapsedTime(_startTimestamp);
                if (now >= nextTick)
                {
                    _tick((long)now.TotalMilliseconds);
                    nextTick = now + _tickPeriod;
                }
                if (_letters.TryTake(out Action? letter, nextTick - now > TimeSpan.Zero ? nextTick - now : TimeSpan.Zero)) letter();
            }
        }
        catch (Exception failure) // Whatever it is, the actor cannot go on, and its host must hear why.
        {
            _letters.CompleteAdding();
            _broken(failure);
        }
    }
}
