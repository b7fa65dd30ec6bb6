namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>Frames that wait for one connection's writer. Bounded: a peer that does not read shall not fill this process's
/// memory.</summary>
internal sealed class SendQueue
{
    /// <summary>Far more than the messages of a step, so only a peer that has stopped reading gets here.</summary>
    internal const int FrameLimit = 16384;

    /// <summary>Of headers and bodies; payloads lie in memory that their owners account for.</summary>
    internal const long HeadBytesLimit = 64L << 20;

    private readonly object _gate = new();
    private readonly Queue<OutgoingFrame> _frames = new();
    private long _headBytes;
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
            Monitor.Pulse(_gate);
            return SendOutcome.Queued;
        }
    }

    /// <summary>The next frame; waits for one. False when the queue is complete and empty.</summary>
    internal bool Take(out OutgoingFrame frame)
    {
        lock (_gate)
        {
            while (_frames.Count == 0 && !_isComplete) Monitor.Wait(_gate);
            bool isThere = _frames.TryDequeue(out frame);
            if (isThere) _headBytes -= frame.Head.Length;
            return isThere;
        }
    }

    /// <summary>Takes no more frames; those that wait may still go out.</summary>
    internal void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes no more frames and drops those that wait.</summary>
    internal void Abort()
    {
        OutgoingFrame[] dropped;
        lock (_gate)
        {
            Complete();
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
