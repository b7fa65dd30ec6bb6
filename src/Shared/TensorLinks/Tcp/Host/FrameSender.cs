using System.Buffers;
using Distillery.Messages;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>Writes one connection's frames, in a thread of its own. What is small is gathered, so that a burst of messages
/// is one packet; payloads go out from where they are.</summary>
internal sealed class FrameSender(TcpChannel channel, SendQueue queue, TimeProvider time)
{
    private const int GatheredBytes = 64 << 10;

    /// <summary>A smaller payload is cheaper to copy than to send by itself.</summary>
    private const int LargestGatheredPayload = 16 << 10; // bytes

    /// <summary>A write of this size that takes longer than the time of loss means that nobody reads.</summary>
    private const int PieceBytes = 1 << 20;

    private static readonly byte[] Goodbye = FrameWriter.OwnFrame(FrameKind.Goodbye);

    private readonly byte[] _gathered = new byte[GatheredBytes];
    private int _gatheredCount;
    private long _writeStart; // a timestamp while a write is under way, else 0
    private long _writeCount;

    /// <summary>How long the write under way has taken; zero when there is none.</summary>
    internal TimeSpan Waiting
    {
        get
        {
            long start = Volatile.Read(ref _writeStart);
            return start == 0 ? TimeSpan.Zero : time.GetElapsedTime(start);
        }
    }

    /// <summary>Grows with every write.</summary>
    internal long WriteCount => Volatile.Read(ref _writeCount);

    /// <summary>Sends until the queue is complete, and then says so to the other end.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    internal void Run()
    {
        while (queue.Take(out OutgoingFrame frame))
        {
            using (frame.Payload) Send(frame);
            if (queue.IsEmpty) Flush();
        }
        Gather(Goodbye);
        Flush();
        channel.CloseSending();
    }

    private void Send(OutgoingFrame frame)
    {
        Gather(frame.Head);
        if (frame.Payload is not { } payload) return;
        ReadOnlyMemory<byte> bytes = payload.Bytes;
        using MemoryHandle pin = bytes.Pin(); // Its owner may let go of it meanwhile.
        if (bytes.Length <= LargestGatheredPayload)
        {
            Gather(bytes.Span);
            return;
        }
        Flush();
        WritePieces(bytes.Span);
    }

    private void Gather(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _gathered.Length - _gatheredCount) Flush();
        if (bytes.Length > _gathered.Length)
        {
            WritePieces(bytes);
            return;
        }
        bytes.CopyTo(_gathered.AsSpan(_gatheredCount));
        _gatheredCount += bytes.Length;
    }

    private void Flush()
    {
        if (_gatheredCount > 0) WritePieces(_gathered.AsSpan(0, _gatheredCount));
        _gatheredCount = 0;
    }

    private void WritePieces(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, PieceBytes);
            Volatile.Write(ref _writeStart, time.GetTimestamp());
            channel.Stream.Write(bytes[..count]);
            Volatile.Write(ref _writeStart, 0);
            Volatile.Write(ref _writeCount, _writeCount + 1);
            bytes = bytes[count..];
        }
    }
}
