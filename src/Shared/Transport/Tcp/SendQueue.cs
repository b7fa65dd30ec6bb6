using Distillery.Shared.Actors;

namespace Distillery.Shared.Transport.Tcp;

/// <summary>Frames that wait for one connection's writer. Bounded: a peer that does not read shall not fill this process's
/// memory.</summary>
internal sealed class SendQueue
{
    /// <summary>Far more than the messages of a step, so only a peer that has stopped reading gets here.</summary>
    internal const int FrameLimit = 16384;

    /// <summary>Of headers and bodies; payloads lie in memory that their owners account for.</summary>
    internal const long HeadBytesLimit = 64L << 20;

    private readonly Lock _gate = new();
    private readonly Queue<OutgoingFrame> _frames = new();
    private readonly Sleeper _sleeper = new();
    private long _headBytes;
    private bool _isWriterAsleep;
    private bool _isComplete;

    internal bool IsEmpty
    {
        get
        {
            lock (_gate) return _frames.Count == 0;
        }
    }

    /// <summary>Appends a frame. When it is not taken, its payload is the caller's still.</summary>
    internal SendOutcome Add(OutgoingFrame frame)
    {
        lock (_gate)
        {
            if (_isComplete) return SendOutcome.Closed;
            if (_frames.Count == FrameLimit || _headBytes + frame.Head.Length > HeadBytesLimit) return SendOutcome.Full;
            _frames.Enqueue(frame);
            _headBytes += frame.Head.Length;
            if (!_isWriterAsleep) return SendOutcome.Queued;
            _isWriterAsleep = false;
        }
        _sleeper.Wake();
        return SendOutcome.Queued;
    }

    /// <summary>The next frame; waits for one. False when the queue is complete and empty.</summary>
    internal bool Take(out OutgoingFrame frame)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_frames.TryDequeue(out frame))
                {
                    _headBytes -= frame.Head.Length;
                    return true;
                }
                if (_isComplete) return false;
                _isWriterAsleep = true;
            }
            _sleeper.Sleep();
        }
    }

    /// <summary>Takes no more frames; those that wait may still go out.</summary>
    internal void Complete()
    {
        lock (_gate) _isComplete = true;
        _sleeper.Wake();
    }

    /// <summary>Takes no more frames and drops those that wait.</summary>
    internal void Abort()
    {
        OutgoingFrame[] dropped;
        Complete();
        lock (_gate)
        {
            dropped = [.. _frames];
            _frames.Clear();
            _headBytes = 0;
        }
        foreach (OutgoingFrame frame in dropped) frame.Payload?.Dispose();
    }
}

/// <summary>What became of a frame.</summary>
internal enum SendOutcome
{
    Queued,
    Full,
    Closed,
}
