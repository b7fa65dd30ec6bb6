using Distillery.Shared.TensorLinks.Memory;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>The connection of a standing link: a channel with the threads that read and write it.</summary>
/// <remarks>Threads with blocking calls, since they move tensors faster than asynchronous ones, which would go through the
/// thread pool for every piece. A link costs two of them, which is little for some hundreds of nodes.</remarks>
internal sealed class LinkConnection
{
    private const int StackBytes = 512 << 10;

    private static readonly byte[] Ping = FrameWriter.OwnFrame(FrameKind.Ping);

    private readonly PeerLink _link;
    private readonly TcpChannel _channel;
    private readonly SendQueue _queue;
    private readonly FrameSender _sender;
    private readonly FrameReceiver _receiver;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private long _writeCountBefore;
    private long _pingTimestamp;
    private int _runningCount = 2;

    internal LinkConnection(
        PeerLink link, TcpChannel channel, SendQueue queue, ProtocolVersion peerVersion, TcpTransportOptions options,
        BufferPool pool, LinkMemory? memory)
    {
        (_link, _channel, _queue, _time) = (link, channel, queue, options.Time);
        _pingTimestamp = _time.GetTimestamp();
        _sender = new FrameSender(channel, queue, options.Time);
        _receiver = new FrameReceiver(channel, link, peerVersion, options, pool, memory);
    }

    /// <summary>Completes when both threads are through.</summary>
    internal Task Ended => _ended.Task;

    internal void Start()
    {
        StartThread("send", () => _sender.Run());
        StartThread("receive", () =>
        {
            _receiver.Run();
            _link.Break("it has closed the connection");
        });
    }

    /// <summary>What is wrong with this connection, or null; speaks up when nothing else was sent for the period of
    /// pings.</summary>
    internal string? Check(TimeSpan lossAfter, TimeSpan pingPeriod, bool wasAsleep)
    {
        if (wasAsleep) _receiver.KeepAlive();
        if (_receiver.Silence > lossAfter) return $"nothing came from it for {lossAfter.TotalSeconds:0.###} s";
        if (_sender.Waiting > lossAfter && !wasAsleep) return $"it has read nothing for {lossAfter.TotalSeconds:0.###} s";
        if (_time.GetElapsedTime(_pingTimestamp) < pingPeriod) return null;
        if (_sender.WriteCount == _writeCountBefore && _queue.IsEmpty) _queue.Add(new OutgoingFrame(Ping, null));
        _writeCountBefore = _sender.WriteCount;
        _pingTimestamp = _time.GetTimestamp();
        return null;
    }

    /// <summary>Ends both threads at once.</summary>
    internal void Abort()
    {
        _queue.Abort();
        _channel.Dispose();
    }

    private void StartThread(string task, Action run) =>
        new Thread(() => Guard(run), StackBytes) { IsBackground = true, Name = $"{task} {_link.Peer}" }.Start();

    private void Guard(Action run)
    {
        try
        {
            run();
        }
        catch (Exception error) when (ConnectionErrors.IsExpected(error, _link.IsOver))
        {
            _link.Break(ConnectionErrors.Describe(error));
        }
        finally
        {
            if (Interlocked.Decrement(ref _runningCount) == 0)
            {
                _channel.Dispose();
                _ended.TrySetResult();
            }
        }
    }
}
