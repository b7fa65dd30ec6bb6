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

    private readonly Mailbox<OutgoingFrame> _frames = new(FrameLimit);
    private long _headBytes;

    internal bool IsEmpty => _frames.IsEmpty;

    /// <summary>Appends a frame. When it is not taken, its payload is the caller's still.</summary>
    internal SendOutcome Add(OutgoingFrame frame)
    {
        long headBytes = Interlocked.Add(ref _headBytes, frame.Head.Length);
        SendOutcome outcome = headBytes > HeadBytesLimit ? SendOutcome.Full : Post(frame);
        if (outcome != SendOutcome.Queued) Interlocked.Add(ref _headBytes, -frame.Head.Length);
        return outcome;
    }

    /// <summary>The next frame; waits for one. False when the queue is complete and empty.</summary>
    internal bool Take(out OutgoingFrame frame)
    {
        if (!_frames.TryTake(out frame)) return false;
        Interlocked.Add(ref _headBytes, -frame.Head.Length);
        return true;
    }

    /// <summary>Takes no more frames; those that wait may still go out.</summary>
    internal void Complete() => _frames.Close();

    /// <summary>Takes no more frames and drops those that wait.</summary>
    internal void Abort()
    {
        foreach (OutgoingFrame frame in _frames.CloseAndEmpty()) frame.Payload?.Dispose();
    }

    private SendOutcome Post(OutgoingFrame frame) => _frames.TryPost(frame) switch
    {
        PostOutcome.Posted => SendOutcome.Queued,
        PostOutcome.Full => SendOutcome.Full,
        _ => SendOutcome.Closed,
    };
}

/// <summary>What became of a frame.</summary>
internal enum SendOutcome
{
    Queued,
    Full,
    Closed,
}
